import { Test } from '@nestjs/testing';
import { AddressGuard } from './address-guard';
import { serveHttp } from './fixtures/local-server';
import { OutboundClient } from './outbound-client';
import { OutboundModule } from './outbound.module';

const start = (allow: string) => Test.createTestingModule({ imports: [OutboundModule.register(allow)] }).compile();

describe('OutboundModule', () => {
  it('gives one client behind the allow list, and ends it with the application', async () => {
    const module = await start('127.0.0.1');
    const server = await serveHttp((_request, response) => response.end());
    const request = { method: 'GET', url: server.origin, timeoutMs: 10_000, maxBytes: 10 };
    const client = module.get(OutboundClient);
    expect(module.get(AddressGuard).permits('any.test', '127.0.0.1')).toBe(true);
    await expect(client.request(request)).resolves.toMatchObject({ status: 200 });
    await module.close();
    await expect(client.request(request)).rejects.toMatchObject({ code: 'aborted' });
    await server.close();
  });

  it('does not start with a malformed allow list', async () => {
    await expect(start('10.0.0.0/40')).rejects.toThrow('OUTBOUND_ALLOW: "10.0.0.0/40" is not a valid CIDR');
  });
});
