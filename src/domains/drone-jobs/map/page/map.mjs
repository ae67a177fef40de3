import { Api } from './api.mjs';
import { Chart } from './chart.mjs';
import { element, write } from './elements.mjs';
import { Fleet } from './fleet.mjs';
import { listenTo, zoomIn, zoomOut } from './gestures.mjs';
import { SidePanel } from './side-panel.mjs';
import { Watch } from './watch.mjs';
import { FLIGHTS, timeOf } from './words.mjs';

/** Where the key is kept: nobody but this tab can read it, and it goes when the tab does. */
const KEPT = 'quintet-drone-key';
/** Milliseconds between two looks of the words beside the picture. */
const PACE = 500;
/** Lines of news that are kept. */
const NEWS = 20;

const find = (selector) => document.querySelector(selector);
const [signIn, app, groups, status] = ['#sign-in', '#app', '#group', '#status'].map(find);
const chart = new Chart(find('canvas'), new Fleet());
const panel = new SidePanel(select);
let fleet = new Fleet();
let api;
let watch;
let lostAt;
/** Whether something has changed since the words were last written. */
let stale = false;

function select(id) {
  chart.selected = id;
  if (watch) watch.selectedJob = id;
  const place = fleet.devices.get(id)?.to ?? fleet.devices.get(fleet.jobs.get(id)?.assignedDeviceId)?.to;
  if (place) chart.move((camera) => camera.reveal(place));
  chart.changed();
  panel.show(fleet, id);
}

function follow(groupId) {
  watch?.stop();
  fleet = new Fleet();
  [lostAt, chart.selected] = [undefined, undefined];
  chart.show(fleet);
  watch = new Watch(api, fleet, groupId, {
    changed,
    refused,
    ended: (job) => tell(`${job.name}: ${FLIGHTS[job.status].word}`),
    lost: (device) => tell(`${device.name}: link lost in flight`),
  });
  changed();
}

function changed() {
  stale = true;
  chart.changed();
}

/** For those who do not see the picture. */
function tell(text) {
  const news = find('#news');
  news.append(element('p', {}, text));
  if (news.children.length > NEWS) news.firstElementChild.remove();
}

function showState() {
  const { state, counts } = watch;
  if (state !== 'lost') lostAt = undefined;
  else lostAt ??= Date.now();
  status.dataset.state = state;
  if (state === 'waiting') return write(status, 'Connecting …');
  if (state === 'lost') {
    return write(status, `Connection lost. What you see is of ${timeOf(lostAt)}. Trying again …`);
  }
  const some = counts.streams < counts.groups ? ` (${counts.streams} of ${counts.groups} groups; choose one)` : '';
  write(status, `Live${some}`);
  const nobody = find('#nobody');
  nobody.hidden = fleet.devices.size > 0;
  write(nobody, fleet.groups.size > 0 ? 'No device is here yet.' : 'There is no device group yet.');
}

function offerGroups() {
  const offered = [...fleet.groups.values()].map(({ deviceGroupId, name }) => ({ value: deviceGroupId, name }));
  offered.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const now = [...groups.options].map(({ value, text }) => value + text).join('\n');
  const options = [{ value: '', name: 'All groups' }, ...offered];
  if (fleet.groups.size === 0 || now === options.map(({ value, name }) => value + name).join('\n')) return;
  const { value } = groups;
  groups.replaceChildren(...options.map((one) => element('option', { value: one.value }, one.name)));
  groups.value = value;
}

setInterval(() => {
  if (!watch || !stale) return;
  stale = false;
  chart.keepInView();
  offerGroups();
  showState();
  panel.show(fleet, chart.selected);
}, PACE);

function refused({ status: code }) {
  signOut(
    code === 403
      ? 'This key may not see drones: it lacks the scope drone:read.'
      : 'This key is not good: it is mistyped, revoked or expired.',
  );
}

function signOut(text = '') {
  watch?.stop();
  [watch, api] = [undefined, undefined];
  sessionStorage.removeItem(KEPT);
  [app.hidden, signIn.hidden] = [true, false];
  write(find('#wrong'), text);
  find('#key').focus();
}

async function enter(key) {
  api = new Api(key);
  try {
    await api.get('/v3/device-groups', { limit: 1 });
  } catch (error) {
    if ([401, 403].includes(error.status)) return refused(error);
    return void write(find('#wrong'), 'The server cannot be reached. Try again.');
  }
  sessionStorage.setItem(KEPT, api.key);
  find('#key').value = '';
  write(find('#wrong'), '');
  [signIn.hidden, app.hidden] = [true, false];
  groups.value = '';
  follow(undefined);
}

signIn.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter(find('#key').value);
});
groups.addEventListener('change', () => follow(groups.value || undefined));
find('#sign-out').addEventListener('click', () => signOut());
find('#zoom-in').addEventListener('click', () => chart.move(zoomIn));
find('#zoom-out').addEventListener('click', () => chart.move(zoomOut));
find('#fit').addEventListener('click', () => chart.fit());
listenTo(find('canvas'), chart, (device) => select(device?.id));
const kept = sessionStorage.getItem(KEPT);
if (kept) void enter(kept);
else find('#key').focus();
