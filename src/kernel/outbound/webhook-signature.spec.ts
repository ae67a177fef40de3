import { Webhook } from 'standardwebhooks';
import { webhookSignature } from './webhook-signature';

const [NEW, OLD, FOREIGN] = ['n', 'o', 'f'].map((seed) => `whsec_${Buffer.from(seed.repeat(24)).toString('base64')}`);

describe('webhookSignature', () => {
  const timestamp = Math.floor(Date.now() / 1000);
  const body = '{"name":"Fräse 7","quantity":50}';
  const headers = {
    'webhook-id': '42',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': webhookSignature([NEW, OLD], '42', timestamp, body),
  };

  it.each([
    ['new', NEW],
    ['old', OLD],
  ])('convinces an independent verifier that knows the %s secret', (_, secret) => {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('is one v1 signature per secret, the first secret first', () => {
    const first = webhookSignature([NEW], '42', timestamp, body);
    expect(headers['webhook-signature'].split(' ')).toEqual([first, expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/)]);
  });

  it.each([
    ['another secret', FOREIGN, headers, body],
    ['another body', NEW, headers, `${body} `],
    ['another id', NEW, { ...headers, 'webhook-id': '43' }, body],
    ['another time', NEW, { ...headers, 'webhook-timestamp': String(timestamp - 1) }, body],
  ])('does not hold for %s', (_, secret, given, payload) => {
    expect(() => new Webhook(secret).verify(payload, given)).toThrow('No matching signature found');
  });
});
