import { Injectable } from '@nestjs/common';
import { readFields } from '../../bodies';
import { planForceComplete, planScrap } from '../../movement/endings';
import { planAdvance, planAdvanceTo } from '../../movement/forward';
import { refuseFinished } from '../../movement/plan';
import type { MoveKind, Plan } from '../../movement/plan';
import { planSendBack } from '../../movement/send-back';
import { ProductionMetrics } from '../../production-metrics';
import { refused } from '../../refusals';
import { SendBackReasonDto } from '../../rework/send-back.dto';
import type { SerialDto } from '../serial.dto';
import { serialOf } from '../serial-row';
import type { Unit } from '../unit';
import { UnitActions } from '../unit-actions';
import type { UnitCall } from '../unit-actions';
import type { Reasons } from '../unit-change';
import { ForceReasonDto, ScrapReasonDto } from './ending.dto';
import { TargetDto } from './move.dto';
import type { AdvancedToDto } from './move.dto';
import { Mover } from './mover';

interface Planned {
  plan: Plan;
  reasons?: Reasons;
}

/** Moves single units. All throw Failure `not-found`, `conflict`, and `invalid` with the published texts. */
@Injectable()
export class MovesService {
  constructor(
    private readonly actions: UnitActions,
    private readonly mover: Mover,
    private readonly metrics: ProductionMetrics,
  ) {}

  async advance(call: UnitCall): Promise<SerialDto> {
    return (await this.move(call, 'advance', (unit) => ({ plan: planAdvance(unit) }))).serial;
  }

  async advanceTo(call: UnitCall): Promise<AdvancedToDto> {
    const { serial, plan } = await this.move(call, 'advance_to', (unit, body) => ({
      plan: planAdvanceTo(unit, readFields(TargetDto, body)),
    }));
    const bypassed = plan.bypassed.map(({ step, classification }) => ({
      stepId: step.id,
      stepName: step.name,
      classification,
    }));
    return { serial, bypassed };
  }

  async scrap(call: UnitCall): Promise<SerialDto> {
    const { serial } = await this.move(call, 'scrap', (unit, body) => {
      const { reason, ...dto } = readFields(ScrapReasonDto, body);
      const explanation = written(dto.explanation);
      if (reason === 'other' && explanation === undefined) {
        throw refused('Explanation is required when scrap reason is "other"');
      }
      return { plan: planScrap(unit), reasons: { scrapReason: reason, explanation } };
    });
    return serial;
  }

  async forceComplete(call: UnitCall): Promise<SerialDto> {
    const { serial } = await this.move(call, 'force_complete', (unit, body) => {
      const { reason } = readFields(ForceReasonDto, body);
      return { plan: planForceComplete(unit), reasons: { reason: written(reason) } };
    });
    return serial;
  }

  async sendBack(call: UnitCall): Promise<SerialDto> {
    const { serial } = await this.move(call, 'send_back', (unit, body) => {
      const { reason } = readFields(SendBackReasonDto, body);
      return { plan: planSendBack(unit, readFields(TargetDto, body)), reasons: { reason: written(reason) } };
    });
    return serial;
  }

  private async move(
    call: UnitCall,
    kind: MoveKind,
    planned: (unit: Unit, body: object) => Planned,
  ): Promise<{ serial: SerialDto; plan: Plan }> {
    const { tenantId } = call.caller;
    const { row, plan, reasons } = await this.actions.act(call, async (unit, operator) => {
      refuseFinished(unit, kind);
      const { plan, reasons } = planned(unit, call.body);
      if (kind === 'advance' || kind === 'advance_to') {
        const text = (await this.mover.forbidden(tenantId, [unit])).get(unit.number);
        if (text !== undefined) throw refused(text);
      }
      const [row] = await this.mover.carryOut(tenantId, operator, [{ unit, plan }], reasons);
      return { row, plan, reasons };
    });
    this.metrics.moved(kind, plan.status === 'completed', reasons?.scrapReason);
    return { serial: serialOf(row), plan };
  }
}

/** Text as PostgreSQL can hold it; blank text counts as absent. */
function written(text: string | null | undefined): string | undefined {
  return text?.trim() ? text.toWellFormed() : undefined;
}
