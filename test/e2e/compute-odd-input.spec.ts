import { startServer } from '../support/server';
import type { Server } from '../support/server';
import type { Answer } from '../support/client';

const JOBS = '/v1/customer/jobs';
const UNSTORABLE = 'must not contain U+0000 or an unpaired surrogate';
const DATA_TOO_LARGE = 'must be at most 120000 bytes of JSON';
const jsonOfSize = (bytes: number) => ({ x: 'x'.repeat(bytes - '{"x":""}'.length) });

const labelOf = (request: object | string) =>
  (typeof request === 'string' ? request : JSON.stringify(request)).slice(0, 100);

/** A request, and the violations that it has; none: it is accepted. */
type Case = [request: object | string, violations?: [field: string, description: string][]];

const TEXTS: Case[] = ['name', 'description'].flatMap((field): Case[] => {
  const limit = field === 'name' ? 200 : 4000;
  return [
    [{ [field]: null }],
    [{ [field]: '' }],
    [{ [field]: '😀'.repeat(limit) }],
    [{ [field]: 'x'.repeat(limit + 1) }, [[field, `must be at most ${limit} characters`]]],
    ...[5, true, [], {}].map((value): Case => [{ [field]: value }, [[field, 'must be a string']]]),
    [{ [field]: 'a\u0000' }, [[field, UNSTORABLE]]],
    [`{"templateId":"hello-world","${field}":"\\ud800"}`, [[field, UNSTORABLE]]],
    [{ [field]: '  kept as sent\n' }],
  ];
});

const TEMPLATE_ID: Case[] = [
  [{ templateId: undefined }, [['templateId', 'is required']]],
  [{ templateId: null }, [['templateId', 'is required']]],
  [{ templateId: '' }, [['templateId', 'is required']]],
  [{ templateId: 5 }, [['templateId', 'must be a string']]],
  [{ templateId: 'x'.repeat(129) }, [['templateId', 'must be at most 128 characters']]],
  [{ templateId: 'hello-world\u0000' }, [['templateId', UNSTORABLE]]],
  ['{"templateId":"\\udc00"}', [['templateId', UNSTORABLE]]],
];

const SOURCES: Case[] = ['dataSource', 'dataDestination'].flatMap((field): Case[] => [
  [{ [field]: null }],
  [{ [field]: '' }],
  [{ [field]: {} }],
  ...[5, 'x', [], true].map((value): Case => [{ [field]: value }, [[field, 'must be an object']]]),
  [{ [field]: { params: {} } }, [[`${field}.dataSourceDescriptor`, 'is required']]],
  [{ [field]: { dataSourceDescriptor: 5 } }, [[`${field}.dataSourceDescriptor`, 'must be a string']]],
  [
    { [field]: { dataSourceDescriptor: 'x', params: 5 } },
    [
      [
        `${field}.dataSourceDescriptor`,
        `must be one of bypass, ${field === 'dataSource' ? 'url, file' : 'bucket'}, aws, gcp, storj`,
      ],
      [`${field}.params`, 'must be an object'],
    ],
  ],
  [{ [field]: { dataSourceDescriptor: 'x\u0000' } }, [[`${field}.dataSourceDescriptor`, UNSTORABLE]]],
  [{ [field]: { dataSourceDescriptor: 'bypass', params: null } }],
  ...['aws', 's3', 'gcp', 'storj'].map((name): Case => [
    { [field]: { dataSourceDescriptor: name } },
    [[`${field}.dataSourceDescriptor`, 'is not available']],
  ]),
]);

const PARAMS: Case[] = [
  [{ params: null }],
  [{ params: '' }],
  [{ params: {} }],
  ...[5, 'x', [], true].map((value): Case => [{ params: value }, [['params', 'must be an object']]]),
  [{ params: { preset: 5 } }, [['params.preset', 'must be a string']]],
  ...['partitioner', 'assembler', 'app'].flatMap((name): Case[] => [
    [{ params: { [name]: null } }],
    [{ params: { [name]: '' } }],
    [{ params: { [name]: {} } }],
    ...[5, 'x', [], true].map((value): Case => [
      { params: { [name]: value } },
      [[`params.${name}`, 'must be an object']],
    ]),
    [{ params: { [name]: { a: ['b', { c: '\u0000' }] } } }, [[`params.${name}.a.1.c`, UNSTORABLE]]],
    [{ params: { [name]: { a: { 'b\u0000': 1 } } } }, [[`params.${name}.a`, UNSTORABLE]]],
    [`{"templateId":"hello-world","params":{"${name}":{"a":"\\ud800"}}}`, [[`params.${name}.a`, UNSTORABLE]]],
    [
      `{"templateId":"hello-world","params":{"${name}":{"a":1e999}}}`,
      [[`params.${name}.a`, 'must be a finite number']],
    ],
    [{ params: { [name]: jsonOfSize(119_900) } }],
    [
      { params: { [name]: jsonOfSize(120_001) } },
      [
        ['params', DATA_TOO_LARGE],
        [`params.${name}`, DATA_TOO_LARGE],
      ],
    ],
  ]),
  [{ params: { app: { case: 'shout' } } }, [['params.app.case', 'must be equal to one of the allowed values']]],
];

const CONFIG: Case[] = [
  [{ config: null }],
  [{ config: '' }],
  [{ config: {} }],
  ...[5, 'x', [], true].map((value): Case => [{ config: value }, [['config', 'must be an object']]]),
  ...['taskTimeout', 'jobTimeout', 'maxTaskRetries'].flatMap((name): Case[] => {
    const most = name === 'maxTaskRetries' ? 100 : 2_592_000;
    const refused = [[`config.${name}`, `must be an integer from 0 to ${most}`]] as [string, string][];
    return [
      ...[null, '', 0, '0', most, String(most)].map((value): Case => [{ config: { [name]: value } }]),
      ...[-1, '-1', most + 1, 1.5, 'x', '1.0', ' 1', true, [], {}, '9'.repeat(18), '9'.repeat(30)].map(
        (value): Case => [{ config: { [name]: value } }, refused],
      ),
      [`{"templateId":"hello-world","config":{"${name}":1e999}}`, refused],
    ];
  }),
  ...[1, 0, 'true', [], {}].map((value): Case => [
    { config: { isTestJob: value } },
    [['config.isTestJob', 'must be a boolean']],
  ]),
  [{ config: { isTestJob: null, unknown: { a: '\u0000' } } }],
];

const PRIORITIES = ['UNDEFINED', 'CHEAP', 'BALANCED', 'FAST'].map((name) => `EXECUTION_PRIORITY_${name}`);
const NO_TIME: [string, string][] = [['startAt', 'must be an RFC 3339 date-time']];

const LATER: Case[] = [
  ...[null, '', ...PRIORITIES].map((priority): Case => [{ priority }]),
  ...[5, true, [], {}, 'FAST', 'execution_priority_fast', '\u0000'].map((priority): Case => [
    { priority },
    [['priority', `must be one of ${PRIORITIES.join(', ')}`]],
  ]),
  ...[null, '', '2020-02-29T00:00:00Z', '2020-01-31t12:00:00.123456789z', '2020-01-31T12:00:00-11:30'].map(
    (startAt): Case => [{ startAt }],
  ),
  ...[0, true, [], {}, 'now', '2026-01-31', '2026-02-30T00:00:00Z', '2026-01-31T12:00:00', '\u0000'].map(
    (startAt): Case => [{ startAt }, NO_TIME],
  ),
  [{ start_at: new Date(Date.now() + 364 * 86_400_000).toISOString() }],
  [{ start_at: new Date(Date.now() + 366 * 86_400_000).toISOString() }, NO_TIME],
];

describe('odd-input', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());

  function send(request: object | string): Promise<Answer> {
    const body = typeof request === 'string' ? request : JSON.stringify({ templateId: 'hello-world', ...request });
    return server.client().raw('POST', JOBS, { body, headers: { 'content-type': 'application/json' } });
  }

  const cases = [...TEXTS, ...TEMPLATE_ID, ...SOURCES, ...PARAMS, ...CONFIG, ...LATER];

  it.each(cases.map(([request, violations]) => ({ name: labelOf(request), request, violations })))(
    '$name',
    async ({ request, violations }) => {
      const answer = await send(request);
      if (!violations) return expect([answer.status, answer.body.message]).toEqual([200, undefined]);
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          code: 3,
          message: violations[0].join(' '),
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.BadRequest',
              fieldViolations: violations.map(([field, description]) => ({ field, description })),
            },
          ],
        },
      ]);
    },
  );

  it('lists every violation in the published order, whatever the order of the body', async () => {
    const { body } = await send({
      config: { maxTaskRetries: -1, isTestJob: 'x', jobTimeout: 'x', taskTimeout: 'x' },
      params: { app: { case: 1 }, assembler: 1, partitioner: 1, preset: 1 },
      dataDestination: 1,
      dataSource: { params: 1, dataSourceDescriptor: 1 },
      description: 1,
      templateId: 'hello-world',
      name: 1,
    });
    expect(body.details[0].fieldViolations.map(({ field }: { field: string }) => field)).toEqual([
      'name',
      'description',
      'dataSource.dataSourceDescriptor',
      'dataSource.params',
      'dataDestination',
      'params.preset',
      'params.partitioner',
      'params.assembler',
      'params.app.case',
      'config.taskTimeout',
      'config.jobTimeout',
      'config.isTestJob',
      'config.maxTaskRetries',
    ]);
  });

  it('keeps that order where there are too many to list, and within params', async () => {
    const unstorable = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`k${index}`, '\u0000']));
    const many = await send({ name: 1, params: { app: unstorable } });
    expect(many.body.message).toBe('name must be a string');
    const large = await send({ params: { app: { case: '\u0000' }, partitioner: jsonOfSize(120_001) } });
    expect(large.body.details[0].fieldViolations.map(({ field }: { field: string }) => field)).toEqual([
      'params',
      'params.partitioner',
      'params.app.case',
      'params.app.case',
    ]);
  });

  it('refuses bytes that are no UTF-8 instead of changing them', async () => {
    const body = Buffer.from('{"templateId":"hello-world","name":"\xff"}', 'latin1');
    const answer = await server.client().raw('POST', JOBS, { body });
    expect([answer.status, answer.body.message]).toEqual([400, 'malformed JSON']);
  });

  it.each(
    [
      '{"templateId":"hello-world","__proto__":{}}',
      '{"templateId":"hello-world","params":{"app":{"a":[{"\\u005f\\u005fproto__":1}]}}}',
      `{"templateId":"hello-world","params":{"app":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}}`,
      `{"templateId":"hello-world","x":${'['.repeat(200_000)}`,
      `{"templateId":"hello-world","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      '{"templateId":"hello-world",}',
      '{"templateId":"hello-world"}}',
      "{'templateId':'hello-world'}",
      '\ufeff\ufeff{}',
    ].map((body) => [labelOf(body), body]),
  )('%s is malformed', async (_, body) => {
    const answer = await send(body);
    expect([answer.status, answer.body]).toEqual([400, { code: 3, message: 'malformed JSON', details: [] }]);
  });

  it('passes the data of the user through unchanged, to the depth of 200', async () => {
    const deep = (levels: number): unknown => (levels === 0 ? 'bottom' : [deep(levels - 1)]);
    const app = {
      constructor: { prototype: { x: 1 } },
      toString: '\uffff😀',
      'a.b': -0.5,
      big: 12345678901234567000,
      d: deep(197),
    };
    const answer = await send(`{"templateId":"hello-world","params":{"app":${JSON.stringify(app)}}}`);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body.job.params.app)).toBe(JSON.stringify({ case: 'upper', ...app }));
  });
});
