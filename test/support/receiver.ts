import { Webhook } from 'standardwebhooks';
import type { Client } from './client';
import { Target, type Received } from './target';
import { waitFor } from './wait-for';

export const SIGNING_SECRETS = '/scheduler/api/signing-secrets';

export interface Message {
  id: string;
  type: string;
  timestamp: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  request: Received;
}

/** A target that reads what it gets as deliveries; 204 unless told otherwise. */
export class Receiver {
  private constructor(readonly target: Target) {}

  static async open(...answer: Parameters<typeof Target.open>): Promise<Receiver> {
    return new Receiver(await Target.open(answer[0] ?? ((response) => response.writeHead(204).end())));
  }

  get url(): string {
    return this.target.url;
  }

  get messages(): Message[] {
    return this.target.received.map((request) => ({
      ...(JSON.parse(request.body.toString()) as Omit<Message, 'id' | 'request'>),
      id: String(request.headers['webhook-id']),
      request,
    }));
  }

  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  /** All messages once one of the type is there. */
  gets(type: string, count = 1): Promise<Message[]> {
    const arrived = () => {
      const { messages } = this;
      const found = messages.filter((message) => message.type === type).length;
      return found >= count ? messages : undefined;
    };
    return waitFor(arrived, { what: `${count} of ${type} to arrive`, timeout: 30_000 });
  }

  close(): void {
    this.target.close();
  }
}

/** Whether a message is signed with the secret. @throws WebhookVerificationError */
export function verify(secret: string, { request }: Message): void {
  new Webhook(secret).verify(request.body.toString(), request.headers as Record<string, string>);
}

export async function secretsOf(api: Client): Promise<string[]> {
  const { status, body } = await api.get(SIGNING_SECRETS);
  expect(status).toBe(200);
  return body.data.map(({ secret }: { secret: string }) => secret);
}
