import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { lookedUp } from '../ids';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { changedSince, notFound } from '../refusals';
import { serialId, serialNumber } from '../serials/serial-id';
import type { GenealogyDto, LotUseDto } from './genealogy.dto';
import { FIND_ABOVE, FIND_BELOW, FIND_PARENT, UNITS_OF_LOT } from './genealogy.statements';
import { partsOf, usesOf } from './trees';
import type { PartRow } from './trees';

@Injectable()
export class GenealogyService {
  constructor(private readonly database: Database) {}

  /** @throws Failure `not-found` */
  async find({ tenantId }: Caller, id: string): Promise<GenealogyDto> {
    const number = serialNumber(id);
    if (number === null) throw notFound('Serial', id);
    const above = await this.database.run<{ number: string }>(FIND_ABOVE, [tenantId, number]);
    if (above.length === 0) throw notFound('Serial', id);
    const below = await this.database.run<PartRow>(FIND_BELOW, [tenantId, number]);
    const usedIn = usesOf(above.slice(1).map((row) => row.number));
    return { serialId: id, components: partsOf(number, below), usedIn };
  }

  /** Units that part of a lot is in, by number; empty for an unknown lot. */
  async ofLot({ tenantId }: Caller, lotNumber: string, query: ListQueryDto): Promise<Page<LotUseDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, lookedUp(lotNumber), behind?.[0] ?? 0, rows];
    const found = await this.database.run<{ number: string; direct: boolean }>(UNITS_OF_LOT, values);
    const show = ({ number, direct }: { number: string; direct: boolean }) => ({ serialId: serialId(number), direct });
    return pageOf(query, found, ({ number }) => [Number(number)], show);
  }

  /** For what takes a unit away, which must hold its lock. @throws Failure `conflict` while it is built in somewhere */
  async refuseInstalled(tenantId: string, number: string): Promise<void> {
    const [parent] = await this.database.run<{ number: string }>(FIND_PARENT, [tenantId, number]);
    if (parent) throw changedSince(`Serial ${serialId(number)} is installed in ${serialId(parent.number)}`);
  }
}
