const GROUP = 'Simulated fleet';

/** The group to fly for: the one that is named, or else one of the simulator's own, made once. */
export async function findGroup(api, groupId) {
  if (groupId) return (await api.call('GET', `/v3/device-groups/${encodeURIComponent(groupId)}`)).deviceGroup;
  for await (const group of api.list('/v3/device-groups', 'deviceGroups')) if (group.name === GROUP) return group;
  return (await api.call('POST', '/v3/device-groups', { name: GROUP })).deviceGroup;
}

/** Devices of the group with a credential each. Those of an earlier run are used again. */
export async function enrol(api, { deviceGroupId }, count) {
  const known = new Map();
  for await (const device of api.list(`/v3/devices?deviceGroupId=${encodeURIComponent(deviceGroupId)}`, 'devices')) {
    known.set(device.name, device);
  }
  const enrolled = [];
  for (let number = 1; number <= count; number++) {
    const name = `Simulated drone ${number}`;
    const token = known.has(name) ? await renewed(api, known.get(name)) : await made(api, name, deviceGroupId);
    const { deviceId, credential, mqtt } = await api.call('POST', '/v3/devices/enrol', { token });
    enrolled.push({ number, deviceId, credential, mqtt });
  }
  return enrolled;
}

async function made(api, name, deviceGroupId) {
  const model = 'Simulated quadcopter';
  return (await api.call('POST', '/v3/devices', { name, deviceGroupId, model })).enrolment.token;
}

async function renewed(api, { deviceId }) {
  return (await api.call('POST', `/v3/devices/${deviceId}/enrolment-token`)).enrolment.token;
}
