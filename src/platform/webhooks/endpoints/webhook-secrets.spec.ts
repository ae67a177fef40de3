import { Secrets } from '../../../kernel/auth/secrets';
import { isWebhookSecret, WebhookSecrets } from './webhook-secrets';

const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;

describe('a webhook secret', () => {
  it.each([24, 32, 64])('may have %d bytes', (count) => expect(isWebhookSecret(ofBytes(count))).toBe(true));

  it.each([
    ofBytes(23),
    ofBytes(65),
    ofBytes(32).slice(6),
    `${ofBytes(25).replace(/=+$/, '')}`,
    'whsec_!!!',
    '',
    7,
    null,
  ])('may not be %s', (value) => expect(isWebhookSecret(value)).toBe(false));

  it('is one of its own form when it is made, and another every time', () => {
    const secrets = new WebhookSecrets(new Secrets('x'.repeat(32)));
    const [one, other] = [secrets.make(), secrets.make()];
    expect([isWebhookSecret(one), one === other]).toEqual([true, false]);
  });

  it('is opened by the server that sealed it and by no other', () => {
    const sealed = new WebhookSecrets(new Secrets('x'.repeat(32))).seal(ofBytes(24));
    expect(sealed).not.toContain(ofBytes(24));
    expect(new WebhookSecrets(new Secrets('x'.repeat(32))).open([sealed])).toEqual([ofBytes(24)]);
    expect(new WebhookSecrets(new Secrets('y'.repeat(32))).open([sealed])).toEqual([]);
  });
});
