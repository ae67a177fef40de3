import { Module, type DynamicModule } from '@nestjs/common';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { OutboundClient } from './outbound-client';

/** The guarded client for everything that calls a user's URL. */
@Module({})
export class OutboundModule {
  /** @param allow the text of `OUTBOUND_ALLOW`; the start fails on a malformed entry */
  static register(allow: string): DynamicModule {
    return {
      module: OutboundModule,
      global: true,
      providers: [
        { provide: AllowList, useFactory: () => AllowList.parse(allow) },
        { provide: AddressGuard, useFactory: (list: AllowList) => new AddressGuard(list), inject: [AllowList] },
        {
          provide: OutboundClient,
          useFactory: (guard: AddressGuard) => new OutboundClient(guard),
          inject: [AddressGuard],
        },
      ],
      exports: [AllowList, AddressGuard, OutboundClient],
    };
  }
}
