import { Refusal } from './api.mjs';
import { ENDED } from './fleet.mjs';
import { LiveStream } from './live-stream.mjs';

/** Milliseconds between looks at what changes seldom, at jobs, and for streams that have fallen silent. */
const [SELDOM, OFTEN, SILENCE_CHECK] = [15_000, 3_000, 2_000];
/** Milliseconds without a message of a group with devices online after which its connection is thought dead. */
const SILENCE = 12_000;
const [MOST_GROUPS, MOST_DEVICES] = [500, 5_000];
/** Groups followed live at once: the server lets a credential open 50 streams, and there may be a second tab. */
const MOST_STREAMS = 24;
/** Jobs looked at in detail in one round, and at once. */
const [MOST_DETAILS, HANDS] = [60, 4];

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isRefused = (error) => error instanceof Refusal && [401, 403].includes(error.status);

/** Keeps a fleet up to date: by streams what flies, by asking what changes seldom. */
export class Watch {
  /** Job that is looked at in every round. */
  selectedJob;
  groups = [];
  #streams = new Map();
  #missions = new Map();
  /** Whether the server answered when it was last asked. */
  #answered;
  #stopped = false;
  #timer;

  /** @param on `changed()`, `ended(job)`, `lost(device)` and `refused(Refusal)`: the key is not, or no longer, good */
  constructor(api, fleet, groupId, on) {
    const tell = (name) => (value) => {
      if (!this.#stopped) on[name](value);
    };
    this.on = Object.fromEntries(Object.keys(on).map((name) => [name, tell(name)]));
    [this.api, this.fleet, this.groupId] = [api, fleet, groupId];
    void this.#every(SELDOM, () => this.#lookAtGroups());
    void this.#every(OFTEN, () => this.#lookAtJobs());
    this.#timer = setInterval(() => this.#lookForSilence(), SILENCE_CHECK);
  }

  /** `waiting` until everything is there, `live`, or `lost`: then what is shown is not of now. */
  get state() {
    const streams = [...this.#streams.values()];
    if (this.#answered === false || streams.some(({ isBroken }) => isBroken)) return 'lost';
    return this.#answered && streams.every(({ isOpen }) => isOpen) ? 'live' : 'waiting';
  }

  /** How many groups are shown, and how many of them by a stream; the others are looked at now and then. */
  get counts() {
    return { groups: this.groups.length, streams: this.#streams.size };
  }

  stop() {
    this.#stopped = true;
    clearInterval(this.#timer);
    for (const stream of this.#streams.values()) stream.stop();
  }

  async #every(pause, look) {
    while (!this.#stopped) {
      await look().then(() => (this.#answered = true), this.#judge);
      this.on.changed();
      await sleep(pause);
    }
  }

  #judge = (error) => {
    if (isRefused(error)) return this.on.refused(error);
    if (error instanceof Refusal && error.status < 500) return;
    for (const { deviceGroupId } of this.groups) {
      if (!this.#streams.get(deviceGroupId)?.isOpen) this.fleet.live.delete(deviceGroupId);
    }
    this.#answered = false;
  };

  async #lookAtGroups() {
    const all = await this.api.list('/v3/device-groups', 'deviceGroups', {}, MOST_GROUPS);
    this.fleet.knowGroups(all);
    this.on.changed();
    this.groups = all.filter(({ deviceGroupId }) => !this.groupId || deviceGroupId === this.groupId);
    const devices = await this.api.list('/v3/devices', 'devices', { deviceGroupId: this.groupId }, MOST_DEVICES);
    this.fleet.knowDevices(devices);
    this.#follow(this.groups.slice(0, MOST_STREAMS).map(({ deviceGroupId }) => deviceGroupId));
    for (const { deviceGroupId: id } of this.groups) {
      if (!this.#streams.get(id)?.isBroken) this.fleet.live.add(id);
    }
    await each([...this.#streams.keys()], async (id) => {
      const { geofence } = await this.api.get(`/v3/device-groups/${encodeURIComponent(id)}/geofence`);
      this.fleet.knowFence(id, geofence);
    });
  }

  #follow(ids) {
    if (this.#stopped) return;
    for (const [id, stream] of this.#streams) {
      if (ids.includes(id)) continue;
      stream.stop();
      this.#streams.delete(id);
    }
    for (const id of ids) if (!this.#streams.has(id)) this.#streams.set(id, this.#streamOf(id));
  }

  #streamOf(id) {
    return new LiveStream(id, this.api.key, {
      message: (message) => this.#hear(message),
      open: () => {
        this.fleet.live.add(id);
        this.on.changed();
      },
      closed: () => {
        this.fleet.live.delete(id);
        this.on.changed();
      },
      mayReturn: () =>
        this.api.get(`/v3/device-groups/${encodeURIComponent(id)}`).then(
          () => true,
          (error) => {
            if (isRefused(error)) this.on.refused(error);
            return !isRefused(error) && error.status !== 404;
          },
        ),
    });
  }

  #hear(message) {
    const before = this.fleet.devices.get(message.deviceId)?.online;
    const device = this.fleet.hear(message);
    if (before && this.fleet.conditionOf(device) === 'lost') this.on.lost(device);
    this.on.changed();
  }

  /** A connection can be dead and not say so. */
  #lookForSilence() {
    const online = new Set([...this.fleet.devices.values()].filter((one) => one.online).map((one) => one.groupId));
    for (const [id, stream] of this.#streams) {
      if (stream.isOpen && online.has(id) && Date.now() - stream.heardAt > SILENCE) stream.renew();
    }
  }

  async #lookAtJobs() {
    const { fleet, api } = this;
    const lists = await Promise.all(
      ['IN_PROGRESS', 'QUEUED'].map((status) =>
        api.get('/v3/jobs', { status, limit: 100, deviceGroupId: this.groupId }),
      ),
    );
    const running = [...fleet.jobs.values()].filter(({ status }) => !ENDED.has(status)).map(({ jobId }) => jobId);
    const held = [...fleet.devices.values()].map(({ jobId }) => jobId).filter(Boolean);
    const listed = lists.flatMap(({ jobs }) => jobs).map(({ jobId }) => jobId);
    const age = (id) => (id === this.selectedJob ? 0 : (fleet.jobs.get(id)?.askedAt ?? 1));
    const ids = [...new Set([...listed, ...held, ...running])].sort((a, b) => age(a) - age(b));
    await each(ids.slice(0, MOST_DETAILS), (id) => this.#lookAtJob(id));
    fleet.forgetJobs();
  }

  async #lookAtJob(id) {
    const before = this.fleet.jobs.get(id);
    const job = await this.api.get(`/v3/jobs/${encodeURIComponent(id)}`).then(({ job: found }) => found, absent);
    if (!job) return void this.fleet.jobs.delete(id);
    this.fleet.knowJob(job);
    if (before && !ENDED.has(before.status) && ENDED.has(job.status)) this.on.ended(job);
    if (!job.missionId || before?.route) return;
    const mission = await this.#missionOf(job);
    if (mission) this.fleet.knowMission(id, mission);
  }

  /** Many jobs fly one mission. */
  #missionOf({ missionId, missionVersion }) {
    const key = `${missionId} ${missionVersion}`;
    if (!this.#missions.has(key)) {
      const path = `/v3/missions/${encodeURIComponent(missionId)}`;
      const mission = this.api.get(path, { version: missionVersion }).then((found) => found.mission, absent);
      mission.catch(() => this.#missions.delete(key));
      this.#missions.set(key, mission);
    }
    return this.#missions.get(key);
  }
}

/** What is not there any more is no error. */
function absent(error) {
  if (error instanceof Refusal && error.status === 404) return undefined;
  throw error;
}

/** Works on all items, some at once. */
async function each(items, work) {
  const left = [...items];
  const hand = async () => {
    while (left.length > 0) await work(left.shift());
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
}
