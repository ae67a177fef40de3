import { credentialOf, isApiKey } from './credential-header';

const of = (authorization: string | undefined) => credentialOf({ headers: { authorization } });

describe('credentialOf', () => {
  it.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['a.b.c', 'a.b.c'],
    ['Bearer sk_x', 'sk_x'],
    ['Token sk_x', 'sk_x'],
    ['sk_x', 'sk_x'],
    ['bEARER sk_x', 'sk_x'],
    ['TOKEN sk_x', 'sk_x'],
    ['  Bearer \t sk_x  ', 'sk_x'],
    ['Bearer token', 'token'],
  ])('finds the credential of %j', (header, credential) => expect(of(header)).toBe(credential));

  it.each([undefined, '', '   ', 'Basic dTpw', 'Bearer a b', 'Token Bearer sk_x', 'Bearer sk_x, Bearer sk_y'])(
    'finds none in %j',
    (header) => expect(of(header)).toBeNull(),
  );

  it('takes a scheme without a credential for a credential that no one has', () => {
    expect(of('Bearer')).toBe('Bearer');
    expect(isApiKey('Bearer')).toBe(false);
  });
});

describe('isApiKey', () => {
  it.each([
    ['sk_x', true],
    ['sk_', true],
    ['SK_x', false],
    ['xsk_x', false],
    ['a.b.c', false],
  ])('%s: %s', (credential, expected) => expect(isApiKey(credential)).toBe(expected));
});
