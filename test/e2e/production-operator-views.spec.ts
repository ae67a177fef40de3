import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

interface Step {
  id: string;
  name: string;
}

interface Path {
  id: string;
  jobId: string;
  name: string;
  steps: Step[];
}

const on = ({ id, jobId }: Path) => ({ jobId, pathId: id });

describe('operator views', () => {
  let server: Server;
  let shop: Shop;
  let jobId: string;
  let first: Path;
  let second: Path;
  let units: Record<'saw' | 'mill' | 'wash' | 'other', string[]>;

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    jobId = await shop.job();
    await shop.user('user_ada', 'Ada');
    await shop.user('user_bob', 'Bob');
    const steps = [
      { name: 'Saw', location: 'Hall 1' },
      { name: 'Mill', location: 'ACME Vendors Ltd', assignedTo: 'user_bob' },
      { name: 'Wash', assignedTo: 'user_ada' },
      { name: 'Inspect', location: 'Lab', assignedTo: 'user_ada' },
    ];
    first = (await shop.path({ jobId, steps })).body;
    second = (
      await shop.path({ jobId, name: 'Side route', steps: [{ name: 'Mill' }, { name: 'Wash' }, { name: 'Mill' }] })
    ).body;
    units = {
      saw: await shop.units(on(first), 3, 0),
      mill: await shop.units(on(first), 2, 1),
      wash: await shop.units(on(first), 1, 2),
      other: await shop.units(on(second), 1, 1),
    };
    const [done, scrapped] = await shop.units(on(first), 2);
    await shop.force(done);
    await shop.scrap(scrapped);
  });

  afterAll(() => server?.stop());

  const get = async (path: string) => {
    const { status, body } = await shop.api.get(`/api/operator/${path}`);
    expect(status).toBe(200);
    return body;
  };
  const part = (serialId: string, path: Path) => ({
    serialId,
    jobId,
    jobName: 'JOB-1',
    pathId: path.id,
    pathName: path.name,
  });
  const mill = () => ({
    jobId,
    jobName: 'JOB-1',
    pathId: first.id,
    pathName: 'Main route',
    stepId: first.steps[1].id,
    stepName: 'Mill',
    stepOrder: 1,
    stepLocation: 'ACME Vendors Ltd',
    totalSteps: 4,
    serialIds: units.mill,
    partCount: 2,
    previousStepId: first.steps[0].id,
    previousStepName: 'Saw',
    nextStepId: first.steps[2].id,
    nextStepName: 'Wash',
    isFinalStep: false,
    assignedTo: 'user_bob',
  });

  describe('GET /api/operator/{stepName}', () => {
    it('shows what is there, what comes soon and what is further away', async () => {
      const body = await get('Mill');
      expect(body).toEqual({
        stepName: 'Mill',
        location: 'ACME Vendors Ltd',
        currentParts: units.mill.map((id) => ({ ...part(id, first), nextStepName: 'Wash' })),
        comingSoon: [...units.saw.map((id) => part(id, first)), ...units.other.map((id) => part(id, second))],
        backlog: [],
        vendorPartsCount: 2,
        stepIds: [first.steps[1].id, second.steps[0].id, second.steps[2].id],
      });
      expect(Object.keys(body)).toEqual([
        'stepName',
        'location',
        'currentParts',
        'comingSoon',
        'backlog',
        'vendorPartsCount',
        'stepIds',
      ]);
      expect(Object.keys(body.currentParts[0])).toEqual([
        'serialId',
        'jobId',
        'jobName',
        'pathId',
        'pathName',
        'nextStepName',
      ]);
    });

    it('counts two steps away and more as backlog', async () => {
      expect(await get('Inspect')).toMatchObject({
        location: 'Lab',
        currentParts: [],
        comingSoon: units.wash.map((id) => part(id, first)),
        backlog: [...units.saw, ...units.mill].map((id) => part(id, first)),
        vendorPartsCount: 0,
      });
      expect((await get('Wash')).currentParts).toEqual([
        { ...part(units.wash[0], first), nextStepName: 'Inspect', nextStepLocation: 'Lab' },
        { ...part(units.other[0], second), nextStepName: 'Mill' },
      ]);
    });

    it.each(['mill', 'Mil', 'Nothing', '%00', encodeURIComponent('a/b'), 'x'.repeat(500)])(
      'is empty for %s, which is not the name',
      async (name) => {
        expect(await get(name)).toEqual({
          stepName: decodeURIComponent(name),
          currentParts: [],
          comingSoon: [],
          backlog: [],
          vendorPartsCount: 0,
          stepIds: [],
        });
      },
    );
  });

  describe('GET /api/operator/step/{stepId}', () => {
    it('shows the step, with its notes', async () => {
      const note = (id: string, stepId: string, comment: string | null) =>
        server.query(
          `INSERT INTO production.notes (tenant_id, id, job_id, path_id, step_id, serial_ids, text, created_by,
            pushed_to_jira, jira_comment_id) VALUES ($1, $2, $3, $4, $5, $6, 'Worn', 'user_ada', $7, $8)`,
          [shop.tenantId, id, jobId, first.id, stepId, units.mill, comment !== null, comment],
        );
      const { id } = first.steps[1];
      await note('note_b', id, null);
      await note('note_a', id, '42');
      await note('note_c', first.steps[0].id, null);
      const shown = {
        id: 'note_b',
        jobId,
        pathId: first.id,
        stepId: id,
        serialIds: units.mill,
        text: 'Worn',
        createdBy: 'user_ada',
        createdAt: expect.stringMatching(/Z$/),
        pushedToJira: false,
      };
      const body = await get(`step/${id}`);
      expect(body).toEqual({
        job: mill(),
        notes: [shown, { ...shown, id: 'note_a', pushedToJira: true, jiraCommentId: '42' }],
      });
      expect(Object.keys(body.job)).toEqual(Object.keys(mill()));
    });

    it('counts the units of the step before, where it has none and is not the first', async () => {
      const inspect = await get(`step/${first.steps[3].id}`);
      expect(inspect).toMatchObject({
        job: { serialIds: [], partCount: 0, previousStepName: 'Wash', isFinalStep: true },
        notes: [],
        previousStepWipCount: 1,
      });
      expect(inspect.job).not.toHaveProperty('nextStepId');
      const start = await get(`step/${second.steps[0].id}`);
      expect(start).toMatchObject({ job: { partCount: 0, nextStepName: 'Wash' } });
      expect(start).not.toHaveProperty('previousStepWipCount');
      expect(start.job).not.toHaveProperty('previousStepId');
      expect(await get(`step/${first.steps[1].id}`)).not.toHaveProperty('previousStepWipCount');
    });

    it('knows no step that is not there, taken off or of another tenant', async () => {
      const { body: path } = await shop.path({ jobId });
      await shop.api.put(`/api/paths/${path.id}`, { steps: [{ name: 'Other' }] });
      const stranger = await Shop.open(server);
      for (const [api, id] of [
        [shop.api, 'step_000000000000'],
        [shop.api, path.steps[0].id],
        [stranger.api, first.steps[1].id],
      ] as const) {
        const { status, body } = await api.get(`/api/operator/step/${id}`);
        expect([status, body.message]).toEqual([404, `ProcessStep not found: ${id}`]);
      }
      await shop.api.delete(`/api/paths/${path.id}`);
    });
  });

  describe('work queues', () => {
    it('groups steps with units by operator, nobody last', async () => {
      const { groups, totalParts } = await get('work-queue');
      const shortOf = ({ jobs, ...group }: { jobs: { stepName: string; pathName: string; partCount: number }[] }) => ({
        ...group,
        jobs: jobs.map(({ pathName, stepName, partCount }) => [pathName, stepName, partCount]),
      });
      expect(totalParts).toBe(7);
      expect(groups.map(shortOf)).toEqual([
        { operatorId: 'user_ada', operatorName: 'Ada', jobs: [['Main route', 'Wash', 1]], totalParts: 1 },
        { operatorId: 'user_bob', operatorName: 'Bob', jobs: [['Main route', 'Mill', 2]], totalParts: 2 },
        {
          operatorId: null,
          operatorName: 'Unassigned',
          jobs: [
            ['Main route', 'Saw', 3],
            ['Side route', 'Wash', 1],
          ],
          totalParts: 4,
        },
      ]);
      expect(groups[1].jobs[0]).toEqual(mill());
      expect(Object.keys(groups[0])).toEqual(['operatorId', 'operatorName', 'jobs', 'totalParts']);
    });

    it('names an unknown user by the id, and an inactive one by the name', async () => {
      const other = await Shop.open(server);
      await other.user('user_x', 'X');
      await other.user('user_y', 'Y');
      const steps = [
        { name: 'A', assignedTo: 'user_x' },
        { name: 'B', assignedTo: 'user_y' },
      ];
      const { body: path } = await other.path({ jobId: await other.job(), steps });
      for (const index of [0, 1]) await other.units(on(path), 1, index);
      await server.query(`DELETE FROM production.users WHERE tenant_id = $1 AND id = 'user_x'`, [other.tenantId]);
      await server.query(`UPDATE production.users SET active = false WHERE tenant_id = $1`, [other.tenantId]);
      const { body } = await other.api.get('/api/operator/work-queue');
      expect(body.groups.map(({ operatorName }: { operatorName: string }) => operatorName).sort()).toEqual([
        'Y',
        'user_x',
      ]);
    });

    it('shows all steps with units, and first steps without', async () => {
      const body = await get('queue/_all');
      expect(Object.keys(body)).toEqual(['operatorId', 'jobs', 'totalParts']);
      const rows = body.jobs.map(
        (job: { pathName: string; stepName: string; stepOrder: number; partCount: number }) => [
          job.pathName,
          job.stepName,
          job.stepOrder,
          job.partCount,
        ],
      );
      expect([body.operatorId, body.totalParts, rows]).toEqual([
        '_all',
        7,
        [
          ['Main route', 'Saw', 0, 3],
          ['Main route', 'Mill', 1, 2],
          ['Main route', 'Wash', 2, 1],
          ['Side route', 'Mill', 0, 0],
          ['Side route', 'Wash', 1, 1],
        ],
      ]);
      expect(body.jobs[3].serialIds).toEqual([]);
    });

    it('shows the steps of one user that have units', async () => {
      expect(await get('queue/user_bob')).toEqual({ operatorId: 'user_bob', jobs: [mill()], totalParts: 2 });
      const { jobs, totalParts } = await get('queue/user_ada');
      expect([jobs.map(({ stepName }: { stepName: string }) => stepName), totalParts]).toEqual([['Wash'], 1]);
      expect(await get('queue/nobody')).toEqual({ operatorId: 'nobody', jobs: [], totalParts: 0 });
    });

    it('is empty for another tenant', async () => {
      const { api } = await Shop.open(server);
      expect((await api.get('/api/operator/work-queue')).body).toEqual({ groups: [], totalParts: 0 });
      expect((await api.get('/api/operator/queue/_all')).body).toEqual({ operatorId: '_all', jobs: [], totalParts: 0 });
      expect((await api.get('/api/operator/queue/user_bob')).body.jobs).toEqual([]);
      expect((await api.get('/api/operator/Mill')).body).toMatchObject({ currentParts: [], stepIds: [] });
    });
  });

  it('lists 1000 units of more, and counts all', async () => {
    const crowd = await Shop.open(server);
    await crowd.user('user_x', 'X');
    const { body: path } = await crowd.path({
      jobId: await crowd.job(),
      steps: [{ name: 'A', location: 'vendor', assignedTo: 'user_x' }, { name: 'B' }, { name: 'C' }],
    });
    const ids = (await crowd.units(on(path), 1200)).slice(0, 1000);
    for (const [url, job] of [
      ['work-queue', ({ groups: [{ jobs }] }: { groups: { jobs: object[] }[] }) => jobs[0]],
      ['queue/_all', ({ jobs }: { jobs: object[] }) => jobs[0]],
      ['queue/user_x', ({ jobs }: { jobs: object[] }) => jobs[0]],
      [`step/${path.steps[0].id}`, ({ job }: { job: object }) => job],
    ] as const) {
      const { body } = await crowd.api.get(`/api/operator/${url}`);
      expect(job(body)).toMatchObject({ serialIds: ids, partCount: 1200 });
      if (!url.startsWith('step')) expect(body.totalParts).toBe(1200);
    }
    const before = await crowd.api.get(`/api/operator/step/${path.steps[1].id}`);
    expect(before.body.previousStepWipCount).toBe(1200);
    const serials = (parts: { serialId: string }[]) => parts.map(({ serialId }) => serialId);
    const { body: at } = await crowd.api.get('/api/operator/A');
    expect([serials(at.currentParts), at.vendorPartsCount]).toEqual([ids, 1200]);
    expect(serials((await crowd.api.get('/api/operator/B')).body.comingSoon)).toEqual(ids);
    expect(serials((await crowd.api.get('/api/operator/C')).body.backlog)).toEqual(ids);
  });

  it('asks for a credential and its scope', async () => {
    const writer = server.client((await server.tenant(undefined, ['production:write'])).key);
    for (const path of ['work-queue', 'queue/_all', 'queue/x', 'step/x', 'Mill']) {
      expect((await server.stranger().get(`/api/operator/${path}`)).status).toBe(401);
      const { status, body } = await writer.get(`/api/operator/${path}`);
      expect([status, body.message]).toEqual([403, 'Missing scope: production:read']);
    }
  });
});
