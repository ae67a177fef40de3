import { Secrets } from '../../../kernel/auth/secrets';
import { ShareTokens } from './share-tokens';

const ID = '0198c2a4-0000-7000-8000-000000000001';
const tokens = new ShareTokens(new Secrets('a'.repeat(32)));
const token = tokens.of(ID);

describe('ShareTokens', () => {
  it('give the id back', () => {
    expect(token).toMatch(/^[\w-]{64}$/);
    expect(tokens.of(ID)).toBe(token);
    expect(tokens.read(token)).toBe(ID);
  });

  it.each([
    ['nothing', ''],
    ['the id', ID],
    ['one of another server', new ShareTokens(new Secrets('b'.repeat(32))).of(ID)],
    ['another id', `B${token.slice(1)}`],
    ['another signature', token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')],
    ['one cut short', token.slice(0, -1)],
    ['a longer one', `${token}A`],
    ['padding', `${token.slice(0, -1)}=`],
    ['other letters', `${token.slice(0, -1)}é`],
  ])('know that %s is no token', (_, forged) => {
    expect(tokens.read(forged)).toBeUndefined();
  });
});
