import { element, facts, write } from './elements.mjs';
import { ENDED, headingOf } from './fleet.mjs';
import { SideList } from './side-list.mjs';
import { CONDITIONS, FLIGHTS, measure, plain, progressText, reasonsText, timeOf, weatherText } from './words.mjs';

const find = (selector) => document.querySelector(selector);
const { compare } = new Intl.Collator(undefined, { numeric: true });
const [CONDITION_ORDER, FLIGHT_ORDER] = [Object.keys(CONDITIONS), Object.keys(FLIGHTS)];
/** Percent of battery below which it is a warning. */
const LOW = 25;

/** The fleet in words: what is selected, all flights, all devices. */
export class SidePanel {
  #details = find('#details');
  #search = find('#search');
  #counts = find('#counts');
  #flights;
  #devices;
  #select;

  constructor(select) {
    this.#select = select;
    this.#flights = new SideList(find('#flights'), find('#flights-title span'), select);
    this.#devices = new SideList(find('#devices'), find('#devices-title span'), select);
    this.#search.addEventListener('input', () => this.#again?.());
  }

  #again;

  show(fleet, selected) {
    this.#again = () => this.show(fleet, selected);
    const wanted = this.#search.value.trim().toLowerCase();
    const fits = ({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted);
    const devices = [...fleet.devices.values()].map((device) => ({ device, condition: fleet.conditionOf(device) }));
    const rows = devices.map(({ device, condition }) => deviceRow(device, condition, fleet));
    const flights = [...fleet.jobs.values()]
      .filter(({ status }) => status !== 'PENDING')
      .map((job) => flightRow(job, fleet));
    this.#devices.show(rows.filter(fits).sort(inOrder(CONDITION_ORDER)), selected);
    this.#flights.show(flights.filter(fits).sort(inOrder(FLIGHT_ORDER)), selected);
    this.#count(devices);
    this.#tell(fleet, selected);
  }

  #count(devices) {
    const counted = CONDITION_ORDER.map((name) => [name, devices.filter(({ condition }) => condition === name).length]);
    const shown = counted.filter(([, count]) => count > 0);
    const text = shown.map(([name, count]) => `${CONDITIONS[name].mark} ${count} ${CONDITIONS[name].word}`);
    if (text.join() === [...this.#counts.children].map(({ textContent }) => textContent).join()) return;
    this.#counts.replaceChildren(...shown.map(([name], index) => element('li', { class: name }, text[index])));
  }

  #tell(fleet, selected) {
    const device = fleet.devices.get(selected);
    const job = fleet.jobs.get(selected);
    this.#details.hidden = !device && !job;
    if (this.#details.hidden) return;
    if (!this.#details.firstElementChild) {
      const close = element('button', { 'aria-label': 'Close' }, '✕');
      close.addEventListener('click', () => this.#select(undefined));
      this.#details.append(element('h2'), close, element('dl'));
    }
    const [title, , list] = this.#details.children;
    write(title, (device ?? job).name);
    list.replaceChildren(...facts(device ? deviceFacts(device, fleet) : flightFacts(job, fleet)));
  }
}

const inOrder = (order) => (a, b) =>
  order.indexOf(a.kind) - order.indexOf(b.kind) || compare(a.name, b.name) || compare(a.id, b.id);

function deviceRow(device, condition, fleet) {
  const { mark, word } = CONDITIONS[condition];
  const heard = condition === 'flying' || condition === 'ready';
  const since = device.heardAt === undefined ? 'never heard' : `${word}, heard ${timeOf(device.heardAt)}`;
  const job = fleet.jobs.get(device.jobId);
  return {
    id: device.id,
    kind: condition,
    mark,
    name: device.name,
    value: measure(device.battery, '%'),
    low: device.battery < LOW,
    below: heard ? [plain(device.droneState), job?.name].filter(Boolean).join(' · ') : since,
  };
}

function flightRow(job, fleet) {
  const { mark, word } = FLIGHTS[job.status];
  const flying = job.status === 'IN_PROGRESS';
  const device = fleet.devices.get(job.assignedDeviceId)?.name;
  return {
    id: job.jobId,
    kind: job.status,
    mark,
    name: job.name,
    value: word,
    percent: flying ? (job.progress?.percent ?? 0) : undefined,
    below: flying
      ? [device, progressText(job)].filter(Boolean).join(' · ')
      : reasonsText(job) || (ENDED.has(job.status) ? device : undefined),
  };
}

const deviceFacts = (device, fleet) => [
  ['State', [CONDITIONS[fleet.conditionOf(device)].word, plain(device.droneState)].filter(Boolean).join(', ')],
  ['Dock', plain(device.dockState)],
  ['Battery', measure(device.battery, '%')],
  ['Position', device.lat === undefined ? undefined : `${device.lat.toFixed(6)}, ${device.lon.toFixed(6)}`],
  ['Altitude', measure(device.alt, 'm', 1)],
  ['Heading', measure(headingOf(device), '°')],
  ['Speed', measure(device.speed, 'm/s', 1)],
  ['Weather', weatherText(device.weather)],
  ['Flight', fleet.jobs.get(device.jobId)?.name ?? device.jobId],
  ['Takes jobs', device.enabled === false ? 'no, it is disabled' : undefined],
  ['Group', fleet.groups.get(device.groupId)?.name],
  ['Model', device.model],
  ['Last heard', timeOf(device.heardAt)],
  ['Id', device.id],
];

const flightFacts = (job, fleet) => [
  ['Status', FLIGHTS[job.status].word],
  ['Progress', job.progress && `${job.progress.percent} %`],
  ['Now', job.status === 'IN_PROGRESS' ? progressText(job) : undefined],
  [job.failure ? 'Failure' : 'Waits for', reasonsText(job)],
  ['Device', fleet.devices.get(job.assignedDeviceId)?.name ?? job.assignedDeviceId],
  ['Priority', job.priority],
  ['Attempts', job.attempts || undefined],
  ['Group', fleet.groups.get(job.deviceGroupId)?.name],
  ['Started', job.startedAt && new Date(job.startedAt).toLocaleString()],
  ['Id', job.jobId],
];
