import type { Answer, Client } from './client';
import type { Server } from './server';
import { waitFor } from './wait-for';

export const WEBHOOKS = '/platform/v1/webhooks';

/** What tests do with webhooks, in a tenant of their own. */
export class Webhooks {
  private constructor(
    readonly server: Server,
    readonly key: string,
    readonly tenant: string,
  ) {}

  static async open(server: Server, scopes?: string[]): Promise<Webhooks> {
    const { key, tenant } = await server.tenant(undefined, scopes);
    return new Webhooks(server, key, tenant);
  }

  get api(): Client {
    return this.server.client(this.key);
  }

  async create(url: string, types = ['quintet.production.*'], fields: object = {}) {
    const answer = await this.api.post(WEBHOOKS, { url, types, ...fields });
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.body;
  }

  async find(id: string) {
    return (await this.api.get(`${WEBHOOKS}/${id}`)).body;
  }

  /** Causes one event: a production order. Its subject. */
  async cause(): Promise<string> {
    const answer = await this.api.post('/api/jobs', { name: 'Order', goalQuantity: 1 });
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  async deliveries(id: string, query = ''): Promise<Answer['body'][]> {
    return (await this.api.get(`${WEBHOOKS}/${id}/deliveries${query}`)).body.data;
  }

  /** The deliveries of an endpoint once there are so many in a state. */
  reach(id: string, state: string, count = 1) {
    const arrived = async () => {
      const found = await this.deliveries(id, `?state=${state}&limit=1000`);
      return found.length >= count ? found : undefined;
    };
    return waitFor(arrived, { what: `${count} deliveries to be ${state}`, timeout: 40_000 });
  }

  paused(id: string) {
    const arrived = async () => {
      const webhook = await this.find(id);
      return webhook.paused && webhook;
    };
    return waitFor(arrived, { what: 'the webhook to be paused' });
  }

  /** The tenant's events of a type, oldest first. */
  events(type: string) {
    return this.server.query(
      `SELECT event.* FROM platform.events AS event JOIN platform.tenants AS tenant ON tenant.id = tenant_id
        WHERE tenant.name = $1 AND type = $2 ORDER BY position`,
      [this.tenant, type],
    );
  }
}
