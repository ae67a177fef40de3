import { Chart } from './chart.mjs';
import { facts, write } from './elements.mjs';
import { Fleet, headingOf } from './fleet.mjs';
import { listenTo, zoomIn, zoomOut } from './gestures.mjs';
import { EQUATOR, toWorld } from './mercator.mjs';
import { measure, plain, timeOf, weatherText } from './words.mjs';

/** The page knows its share by its own address alone. */
const address = new URL(location.pathname.replace(/\/share\/([^/]+)\/?$/, '/shares/$1/status/ws'), location);
address.protocol = address.protocol.replace('http', 'ws');
/** Milliseconds without a message after which what is shown is old, and between two attempts to connect. */
const [OLD, AGAIN] = [8_000, 3_000];
/** A share of a group does not tell who speaks: who is this near to where a drone was, in metres, is that drone. */
const SAME = 150;
const GROUP = 'shared';

const find = (selector) => document.querySelector(selector);
const [status, list] = ['#status', 'dl'].map(find);
const fleet = new Fleet();
const chart = new Chart(find('canvas'), fleet);
let heardAt;

function say(state, text) {
  status.dataset.state = state;
  write(status, text);
}

function idOf({ navigation }) {
  const [lon, lat] = navigation?.position?.coordinates ?? [];
  const { x, y } = toWorld(lon ?? 0, lat ?? 0);
  const far = ({ to }) => (to ? Math.hypot(to.x - x, to.y - y) * EQUATOR * Math.cos((lat * Math.PI) / 180) : 0);
  const nearest = [...fleet.devices.values()].sort((a, b) => far(a) - far(b))[0];
  if (!nearest) return 'Drone';
  return far(nearest) > SAME ? `Drone ${fleet.devices.size + 1}` : nearest.id;
}

function show(message) {
  heardAt = Date.now();
  fleet.live.add(GROUP);
  const device = fleet.hear({ ...message, deviceId: idOf(message), online: true });
  device.groupId = GROUP;
  chart.changed();
  chart.keepInView();
  list.replaceChildren(
    ...facts([
      ['State', plain(message.droneState)],
      ['Dock', plain(message.dockState)],
      ['Battery', measure(message.battery, '%')],
      ['Altitude', measure(device.alt, 'm', 1)],
      ['Speed', measure(device.speed, 'm/s', 1)],
      ['Heading', measure(headingOf(device), '°')],
      ['Position', device.lat === undefined ? undefined : `${device.lat.toFixed(6)}, ${device.lon.toFixed(6)}`],
      ['Weather', weatherText(message.weather)],
      ['Time', timeOf(Date.parse(message.timestamp))],
    ]),
  );
}

function age(text) {
  fleet.live.delete(GROUP);
  chart.changed();
  say('lost', text);
}

async function again() {
  const answer = await fetch(location, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  if (answer?.status === 404) return age('This share has ended.');
  age('Not connected: too many watch, or the server cannot be reached. Trying again …');
  setTimeout(watch, AGAIN);
}

function watch() {
  const socket = new WebSocket(address);
  let silence;
  socket.onopen = () => say('waiting', 'Connected. Waiting for the drone …');
  socket.onmessage = ({ data }) => {
    say('live', 'Live');
    show(JSON.parse(data));
    clearTimeout(silence);
    silence = setTimeout(() => age(`The drone has not been heard since ${timeOf(heardAt)}.`), OLD);
  };
  socket.onclose = () => {
    clearTimeout(silence);
    void again();
  };
}

listenTo(find('canvas'), chart, () => undefined);
find('#zoom-in').addEventListener('click', () => chart.move(zoomIn));
find('#zoom-out').addEventListener('click', () => chart.move(zoomOut));
find('#fit').addEventListener('click', () => chart.fit());
watch();
