import { redactText } from './redact-text';

const S = 's3cretS3CRET0';

describe('redactText', () => {
  it.each([
    `key sk_${S}, refused`,
    `"whsec_${S}="`,
    `eyJhbGciOi.${S}.${S}`,
    `authorization: Bearer ${S}`,
    `Basic ${S}==`,
    `connect to postgres://user:${S}@host:5432/db failed`,
    `https://${S}@example.com/x`,
    `/hook?a=1&token=${S}&b=2`,
    `?access_token=${S}`,
    `?api_key=${S}`,
    `?X-Amz-Signature=${S}`,
    `host=h password=${S} user=u`,
    `client_secret=${S}`,
  ])('takes the secret out of %s', (text) => {
    expect(redactText(text)).not.toContain(S);
    expect(redactText(text)).toContain('[REDACTED]');
  });

  it.each(['POST /api/jobs', 'a task, a token and a key', 'https://example.com/x?limit=5&after=2', 'user@example.com'])(
    'leaves %s as it is',
    (text) => expect(redactText(text)).toBe(text),
  );

  it('leaves JSON valid', () => {
    const line = JSON.stringify({ a: `x?token=${S}"quoted"`, b: `postgres://u:${S}@h\n`, c: [`password=${S}`] });
    expect(Object.keys(JSON.parse(redactText(line)) as object)).toEqual(['a', 'b', 'c']);
  });
});
