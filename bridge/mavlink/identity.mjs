import { createHash } from 'node:crypto';

const hashOf = (token) => createHash('sha256').update(token).digest('hex');

/**
 * Who the bridge is to the server: what was kept of it, or what its token is taken for. A token works once, so the one that
 * was used for what is kept means that.
 * @throws Error where there is neither, or the server refuses the token
 */
export async function identify({ token, credential }, stateFile, api) {
  const kept = stateFile.read();
  if (credential) return kept?.credential === credential ? kept : { credential };
  if (kept && (!token || kept.token === hashOf(token))) return kept;
  if (!token) throw new Error('no device yet: give an enrolment token with --token');
  const { deviceId, credential: fresh, mqtt } = await api.call('POST', '/v3/devices/enrol', { token });
  const state = { token: hashOf(token), deviceId, credential: fresh, mqtt };
  stateFile.write(state);
  return state;
}
