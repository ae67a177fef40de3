import { protocolCredentialOf, spokenProtocol } from './protocol-sign-in';

describe('sign-in by subprotocol', () => {
  const of = (offered?: string) => protocolCredentialOf({ headers: { 'sec-websocket-protocol': offered } });

  it('finds the credential among what is offered', () => {
    expect(of('quintet.stream, quintet.bearer.sk_a-b_c')).toBe('sk_a-b_c');
    expect(of('quintet.bearer.e30.e30.x')).toBe('e30.e30.x');
    expect([of('mqtt'), of('quintet.bearer.'), of(undefined)]).toEqual([undefined, '', undefined]);
  });

  it('never answers with the credential', () => {
    expect(spokenProtocol(new Set(['quintet.bearer.x', 'quintet.stream']))).toBe('quintet.stream');
    expect(spokenProtocol(new Set(['other']))).toBe('other');
    expect(spokenProtocol(new Set(['quintet.bearer.x']))).toBe(false);
  });
});
