const GROUP = 'Simulated fleet';
/** Tells devices that may be played from drones that must not be. */
const MODEL = 'Simulated quadcopter';

/** The group to fly for: the one that is named, or else one of the simulator's own, made once. */
export async function findGroup(api, groupId) {
  if (groupId) return (await api.call('GET', `/v3/device-groups/${encodeURIComponent(groupId)}`)).deviceGroup;
  for await (const group of api.list('/v3/device-groups', 'deviceGroups')) if (group.name === GROUP) return group;
  return (await api.call('POST', '/v3/device-groups', { name: GROUP })).deviceGroup;
}

/** Devices of the group with a credential each: those of the simulator's model that are there, and new ones. */
export async function enrol(api, { deviceGroupId }, count) {
  const tokens = [];
  for await (const device of api.list(`/v3/devices?deviceGroupId=${encodeURIComponent(deviceGroupId)}`, 'devices')) {
    if (device.model === MODEL) tokens.push(() => renewed(api, device));
  }
  // The oldest first, so that they keep their numbers.
  tokens.reverse();
  while (tokens.length < count) {
    const name = `Simulated drone ${tokens.length + 1}`;
    tokens.push(() => made(api, name, deviceGroupId));
  }
  const enrolled = [];
  for (let number = 1; number <= count; number++) {
    const token = await tokens[number - 1]();
    const { deviceId, credential, mqtt } = await api.call('POST', '/v3/devices/enrol', { token });
    enrolled.push({ number, deviceId, credential, mqtt });
  }
  return enrolled;
}

async function made(api, name, deviceGroupId) {
  return (await api.call('POST', '/v3/devices', { name, deviceGroupId, model: MODEL })).enrolment.token;
}

async function renewed(api, { deviceId }) {
  return (await api.call('POST', `/v3/devices/${deviceId}/enrolment-token`)).enrolment.token;
}
