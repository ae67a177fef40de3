// Loaded into a server by NODE_OPTIONS: names resolve to what a file says at that moment, as those of a hostile name
// server do. All others do not resolve.
import { readFileSync } from 'node:fs';
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

dns.lookup = async (name) => {
  const addresses = JSON.parse(readFileSync(process.env.TOLD_NAMES, 'utf8'))[name];
  if (!addresses) throw new Error(`${name} does not resolve`);
  return addresses.map((address) => ({ address, family: 4 }));
};
syncBuiltinESMExports();
