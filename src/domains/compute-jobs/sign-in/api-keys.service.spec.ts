import type { ApiKey } from '../../../kernel/auth/api-key.entity';
import type { ApiKeys } from '../../../kernel/auth/api-keys';
import type { Caller } from '../../../kernel/auth/caller';
import { ApiKeysService } from './api-keys.service';

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b';
const OTHER = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5c';

describe('ApiKeysService', () => {
  const revoked: string[] = [];
  const keys = {
    listOf: (_tenantId: string, id?: string) =>
      Promise.resolve(
        [ID, OTHER].filter((one) => id === undefined || one === id).map((one) => ({ id: one }) as ApiKey),
      ),
    revoke: (id: string) => Promise.resolve(revoked.push(id) > 0),
  };
  const service = new ApiKeysService(keys as unknown as ApiKeys);
  const caller = (more: Partial<Caller>): Caller => ({
    tenantId: 't',
    tenantName: 't',
    subject: ID,
    displayName: 'd',
    scopes: new Set(['compute:write']),
    ...more,
  });
  const admin = { scopes: new Set(['platform:admin']) };
  const issuer = 'https://idp.example/';

  beforeEach(() => revoked.splice(0));

  it.each<[string, Partial<Caller>, string[]]>([
    ['a key', {}, [ID]],
    ['an admin', admin, [ID, OTHER]],
    ['an admin of an identity provider', { ...admin, issuer }, [ID, OTHER]],
    ['anyone else of an identity provider, even with the id of a key as subject,', { issuer }, []],
  ])('%s sees and revokes what is theirs', async (_, more, theirs) => {
    expect((await service.list(caller(more))).map(({ id }) => id)).toEqual(theirs);
    for (const id of [ID, OTHER]) {
      const answer = service.revoke(caller(more), id);
      if (theirs.includes(id)) await answer;
      else await expect(answer).rejects.toThrow(`api key not found: ${id}`);
    }
    expect(revoked).toEqual(theirs);
  });

  it('finds none by what is no id', async () => {
    await expect(service.revoke(caller(admin), 'x')).rejects.toThrow('api key not found: x');
  });
});
