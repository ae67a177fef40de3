// Prints the lint errors of the OpenAPI document on standard input, one a line.
import { text } from 'node:stream/consumers';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
const problems = await lintFromString({ source: await text(process.stdin), config });
for (const { severity, ruleId, message, location } of problems) {
  if (severity === 'error') console.log(`${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
}
