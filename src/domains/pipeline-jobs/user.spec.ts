import { validate, version } from 'uuid';
import type { Caller } from '../../kernel/auth/caller';
import { userOf } from './user';

const CALLER: Caller = {
  tenantId: 't',
  tenantName: 't',
  subject: '0198c29f-0000-7000-8000-000000000001',
  displayName: 'ci',
  scopes: new Set(),
};

describe('userOf', () => {
  it('shows an API key by its own id', () => {
    expect(userOf(CALLER)).toEqual({ user_id: CALLER.subject, given_name: 'ci', family_name: null });
  });

  it('shows a subject of an identity provider by a lasting id of its own', () => {
    const ada = { ...CALLER, issuer: 'https://idp.test/', subject: 'ada' };
    const { user_id: id } = userOf(ada);
    expect([validate(id), version(id)]).toEqual([true, 5]);
    expect(userOf(ada).user_id).toBe(id);
    const others = [
      { ...ada, subject: 'bob' },
      { ...ada, issuer: 'https://other.test/' },
      { ...ada, issuer: 'https://idp.test/a', subject: 'da' },
    ];
    expect(new Set([id, ...others.map((other) => userOf(other).user_id)]).size).toBe(4);
  });
});
