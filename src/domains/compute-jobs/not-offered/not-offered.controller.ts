import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Failure } from '../../../kernel/errors/failure';

/** Calls of the original that need its accounts, its money or its storage: they have their answer, and no document. */
@ApiExcludeController()
@Controller()
export class NotOfferedController {
  /** @throws Failure `not-offered` */
  @All([
    'v1/auth/skip',
    'v1/auth/signin',
    'v1/auth/signout',
    'v1/auth/authenticate',
    'v1/auth/api_key',
    'v1/wallet/redeem_coupon',
    'v1/wallet/exchange_rate',
    'v1/wallet/transactions/csv',
    'v1/dev/cache/upload-url',
  ])
  answer(): never {
    throw new Failure('not-offered');
  }
}
