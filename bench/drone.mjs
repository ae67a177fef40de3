// A thousand devices at 1 Hz, and then as fast as they can: telemetry through broker, store and streams. Meanwhile jobs, one
// after the other and all at once: from the answer to their creation until the device has the command.
import mqtt from 'mqtt';
import pg from 'pg';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startDatabase, startProgram } from './environment.mjs';

const KEY = `sk_${'b'.repeat(43)}`;
const DEVICES = Number(process.env.DEVICES ?? 1_000);
const SECONDS = Number(process.env.SECONDS ?? 20);
const JOBS = Number(process.env.JOBS ?? 300);
const BURST = Number(process.env.BURST ?? 200);
const AT_ONCE = 16;

const database = await startDatabase();
const server = await startProgram(
  'dist/main.js',
  {
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: KEY,
    MQTT_PORT: String(await freePort()),
    RATE_LIMIT_PER_SECOND: '0',
    DRONE_RATE_CREATE_PER_MIN: '0',
    LOG_LEVEL: 'warn',
  },
  '/health/ready',
);
const sql = new pg.Client({ connectionString: database.url });
await sql.connect();

async function call(method, path, body) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function lanes(count, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * part) - 1];
const told = (values) =>
  [0.5, 0.99, 1].map((part) => `${quantile(values, part)?.toFixed(1)} ms`).join(', ') + ' (median, 99 %, most)';

const { deviceGroup } = await call('POST', '/v3/device-groups', { name: 'Bench' });
const groupId = deviceGroup.deviceGroupId;
/** When the command for a job arrived, by its id. */
const assigned = new Map();
const flights = [];

function open(options) {
  const client = mqtt.connect({ protocol: 'mqtt', reconnectPeriod: 0, ...options });
  return new Promise((opened, failed) => client.once('connect', () => opened(client)).once('error', failed));
}

async function device(number) {
  const { enrolment } = await call('POST', '/v3/devices', { name: `Device ${number}`, deviceGroupId: groupId });
  const enrolled = await call('POST', '/v3/devices/enrol', { token: enrolment.token });
  const { host, port, clientId, username, commandsTopic, eventsTopic, telemetryTopic } = enrolled.mqtt;
  const client = await open({ host, port, clientId, username, password: enrolled.credential });
  let ids = 0;
  let flight = {};
  const event = (type, more) =>
    client.publishAsync(eventsTopic, JSON.stringify({ id: `${number}-${++ids}`, type, ...flight, ...more }), {
      qos: 1,
    });
  client.on('message', (_topic, payload) => {
    const command = JSON.parse(payload.toString());
    if (command.type !== 'assign') return;
    assigned.set(command.jobId, performance.now());
    flight = { jobId: command.jobId, lease: command.lease };
    flights.push(
      (async () => {
        for (const type of ['accepted', 'started', 'completed']) await event(type);
        flight = {};
      })(),
    );
  });
  await client.subscribeAsync(commandsTopic, { qos: 1 });
  const telemetry = () => {
    const state = {
      battery: 100,
      droneState: 'DOCKED',
      dockState: 'CLOSED',
      navigation: { position: { type: 'Point', coordinates: [8 + number / 1e4, 47, 400] } },
      sensorPayload: { sentAt: performance.now() },
      ...flight,
    };
    client.publish(telemetryTopic, JSON.stringify(state));
  };
  return { client, telemetry };
}

const devices = [];
let began = performance.now();
await lanes(DEVICES, async (number) => devices.push(await device(number)));
console.log(`${DEVICES} devices made, enrolled and connected in ${((performance.now() - began) / 1000).toFixed(1)} s`);

let delivered = 0;
let ages = [];

async function subscribe() {
  const { host, port } = (await call('GET', '/v3/streams/endpoints')).endpoints.mqtt;
  const { id, key } = await call('POST', '/platform/v1/api-keys', { name: 'bench', scopes: ['drone:read'] });
  const client = await open({ host, port, username: id, password: key });
  await client.subscribeAsync(`${groupId}/DEVICE/STATUS`, { qos: 1 });
  client.on('message', (_topic, payload) => {
    delivered++;
    const { sensorPayload } = JSON.parse(payload.toString());
    if (sensorPayload) ages.push(performance.now() - sensorPayload.sentAt);
  });
  return client;
}

const stored = async () => Number((await sql.query('SELECT count(*) FROM drone.telemetry')).rows[0].count);
const memory = async () => {
  const headers = { authorization: `Bearer ${KEY}` };
  const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0) / 2 ** 20);
};

/** Every device tells of itself each so many milliseconds, one after the other. */
function everyone(interval) {
  const timers = [];
  devices.forEach(({ telemetry }, index) => {
    setTimeout(() => timers.push(setInterval(telemetry, interval)), (index * interval) / devices.length);
  });
  return () => timers.forEach(clearInterval);
}

async function measure(interval) {
  const before = [await stored(), delivered];
  ages = [];
  const start = performance.now();
  await delay(SECONDS * 1000);
  const seconds = (performance.now() - start) / 1000;
  const rate = (after, from) => ((after - from) / seconds).toFixed(0);
  console.log(
    `${DEVICES} devices every ${interval} ms: ${rate(await stored(), before[0])} messages/s stored, ` +
      `${rate(delivered, before[1])}/s to the subscriber, ${told(ages)} after they were sent; ${await memory()} MB`,
  );
}

async function create(number) {
  const { job } = await call('POST', '/v3/jobs/create', { name: `Job ${number}`, deviceGroupId: groupId });
  return { jobId: job.jobId, createdAt: performance.now() };
}

async function latencies(jobs) {
  for (;;) {
    if (jobs.every(({ jobId }) => assigned.has(jobId))) break;
    await delay(50);
  }
  return jobs.map(({ jobId, createdAt }) => Math.max(0, assigned.get(jobId) - createdAt));
}

const subscriber = await subscribe();
let hush = everyone(1_000);
await delay(3_000);
await measure(1_000);

const single = [];
for (let number = 0; number < JOBS; number++) {
  single.push(await create(number));
  await delay(20);
}
console.log(`${JOBS} jobs, one after the other: the device has its command ${told(await latencies(single))} later`);
const burst = [];
began = performance.now();
await lanes(BURST, async (number) => burst.push(await create(number)));
console.log(`${BURST} jobs, ${AT_ONCE} at a time: ${told(await latencies(burst))}`);
console.log(`all of them assigned ${((performance.now() - began) / 1000).toFixed(2)} s after the first was asked for`);

hush();
hush = everyone(200);
await delay(2_000);
await measure(200);
hush();
await Promise.all(flights);

for (const { client } of devices) client.end(true);
subscriber.end(true);
await sql.end();
await server.stop();
await database.stop();
process.exit();
