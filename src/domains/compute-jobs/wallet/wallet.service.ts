import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { LIST_FIELDS, readListBody, readListQuery } from '../lists/list-query';
import type { ListPart } from '../lists/list-query';
import { showPagination } from '../lists/pagination.dto';
import { readDateTime } from '../requests/date-time';
import { Fields } from '../requests/fields';
import { showTransaction } from './wallet.dto';
import type { ComputeBalanceDto, ComputeTransactionListDto } from './wallet.dto';
import { AMOUNT_DUE, COUNT_USAGE, pageOfUsage } from './wallet.statements';
import type { Usage } from './wallet.statements';

interface Period {
  after?: Date;
  before?: Date;
}

/** What a tenant's jobs have used. There is no money: the tenant owes the sum, and pays elsewhere. */
@Injectable()
export class WalletService {
  constructor(private readonly database: Database) {}

  async balance(tenantId: string): Promise<ComputeBalanceDto> {
    const [{ amount }] = await this.database.run<{ amount: string }>(AMOUNT_DUE, [tenantId]);
    return { accountId: tenantId, totalBalance: 0, availableBalance: 0, amountDue: Number(amount) };
  }

  /** @throws Failure `invalid` */
  list(tenantId: string, query: object): Promise<ComputeTransactionListDto> {
    return this.find(tenantId, readListQuery(query), {});
  }

  /** @throws Failure `body-not-object`, `invalid` */
  filter(tenantId: string, body: unknown): Promise<ComputeTransactionListDto> {
    const fields = Fields.of(body);
    const part = readListBody(fields);
    const period = { after: readDateTime(fields, 'createdAfter'), before: readDateTime(fields, 'createdBefore') };
    fields.violations.refuse([...LIST_FIELDS, 'createdAfter', 'createdBefore']);
    return this.find(tenantId, part, period);
  }

  private async find(tenantId: string, part: ListPart, { after, before }: Period): Promise<ComputeTransactionListDto> {
    const wanted = [tenantId, after, before];
    const [{ total }] = await this.database.run<{ total: number }>(COUNT_USAGE, wanted);
    const rows = await this.database.run<Usage>(pageOfUsage(part), [...wanted, part.limit, part.offset]);
    return { pagination: showPagination(part, { total, rows }), data: rows.map(showTransaction) };
  }
}
