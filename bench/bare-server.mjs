// What creates are measured against: Fastify and one prepared insert, no sign-in, no rules, no events.
import Fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
await pool.query(
  'CREATE TABLE IF NOT EXISTS bare_jobs (id bigserial PRIMARY KEY, body json NOT NULL, created_at timestamptz NOT NULL DEFAULT now())',
);

const insert = { name: 'bare', text: 'INSERT INTO bare_jobs (body) VALUES ($1) RETURNING id, created_at' };
const app = Fastify();
app.get('/health/ready', async () => ({ status: 'ok' }));
app.post('/jobs', async (request, reply) => {
  const { rows } = await pool.query({ ...insert, values: [JSON.stringify(request.body)] });
  return reply.status(201).send({ ...rows[0], ...request.body });
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
