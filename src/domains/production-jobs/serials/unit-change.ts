import type { Plan } from '../movement/plan';
import type { SerialStatus, StepStatus, UnitAction, VisitOutcome } from '../movement/transitions';
import type { Operator } from '../operator';
import { stepStatus } from './unit';
import type { Unit } from './unit';

/** Why something was done; what does not apply is left out. */
export interface Reasons {
  scrapReason?: string;
  explanation?: string;
  reason?: string;
}

/** An audit row and the event of the same happening; keys of `fields` are columns of the audit. */
interface Told {
  action: string;
  event: string;
  user_id: string;
  fields: Record<string, unknown>;
  data: Record<string, unknown>;
}

/** What is to be written of one unit: the shape that the statement of `UnitWriter` reads. */
export interface UnitChange {
  number: string;
  status: SerialStatus;
  step_id: string | null;
  /** How the visit ends; null while the unit stays. */
  outcome: VisitOutcome | null;
  /** Step where a new visit begins. */
  enters: string | null;
  sent_back: boolean;
  scrap_reason: string | null;
  scrap_explanation: string | null;
  forced: boolean;
  force_reason: string | null;
  /** Without a status the row goes: that says as much. */
  steps: { id: string; status: StepStatus | null }[];
  told: Told[];
}

const NAMES: Record<UnitAction, { action: string; event: string }> = {
  advance: { action: 'serial_advanced', event: 'serial.advanced' },
  complete: { action: 'serial_completed', event: 'serial.completed' },
  scrap: { action: 'serial_scrapped', event: 'serial.scrapped' },
  force_complete: { action: 'serial_force_completed', event: 'serial.force_completed' },
  send_back: { action: 'serial_sent_back', event: 'serial.sent_back' },
};

/** What a move writes. */
export function changeOf(unit: Unit, plan: Plan, reasons: Reasons, operator: Operator): UnitChange {
  const { action, status, fromStepId, stepId, outcome, bypassed, incompleteStepIds } = plan;
  const { scrapReason, explanation, reason } = reasons;
  const forced = action === 'force_complete';
  const passed = bypassed.map(({ step, classification }) =>
    told(unit, operator, { action: `step_${classification}`, event: `step.${classification}` }, { stepId: step.id }),
  );
  const toStepId = plan.enters ? (stepId ?? undefined) : undefined;
  const metadata = given({ reason: scrapReason ?? reason, explanation, incompleteStepIds });
  return {
    number: unit.number,
    status,
    step_id: stepId,
    outcome,
    enters: plan.enters ? stepId : null,
    sent_back: action === 'send_back',
    scrap_reason: scrapReason ?? null,
    scrap_explanation: explanation ?? null,
    forced,
    force_reason: forced ? (reason ?? null) : null,
    steps: rowsOf(unit, plan.steps, stepId),
    told: [...passed, told(unit, operator, NAMES[action], { fromStepId, toStepId }, metadata)],
  };
}

/** What becomes of one step of a unit that stays where it is. */
export interface StepChange {
  stepId: string;
  status: StepStatus;
  action: string;
  event: string;
  metadata?: object;
}

export function stepChangeOf(unit: Unit, change: StepChange, operator: Operator): UnitChange {
  const { stepId, status, metadata } = change;
  return {
    ...stayingUnit(unit),
    steps: rowsOf(unit, new Map([[stepId, status]]), unit.currentStepId),
    told: [told(unit, operator, change, { stepId }, metadata)],
  };
}

function stayingUnit({ number, status, currentStepId }: Unit): Omit<UnitChange, 'steps' | 'told'> {
  return {
    number,
    status,
    step_id: currentStepId,
    outcome: null,
    enters: null,
    sent_back: false,
    scrap_reason: null,
    scrap_explanation: null,
    forced: false,
    force_reason: null,
  };
}

/** Only what is not understood without a row, and what a row wrongly says. */
function rowsOf(unit: Unit, steps: ReadonlyMap<string, StepStatus>, stepId: string | null): UnitChange['steps'] {
  const bare: Unit = { ...unit, currentStepId: stepId, recorded: new Map() };
  return [...steps].flatMap(([id, status]): UnitChange['steps'] => {
    const understood = stepStatus(bare, id) === status;
    if (!understood) return [{ id, status }];
    return unit.recorded.has(id) ? [{ id, status: null }] : [];
  });
}

interface Steps {
  stepId?: string;
  fromStepId?: string;
  toStepId?: string;
}

function told(
  { jobId, pathId }: Unit,
  { userId, actor }: Operator,
  { action, event }: { action: string; event: string },
  { stepId, fromStepId, toStepId }: Steps,
  metadata?: object,
): Told {
  const fields = { job_id: jobId, path_id: pathId, step_id: stepId, from_step_id: fromStepId, to_step_id: toStepId };
  const data = { jobId, pathId, stepId, fromStepId, toStepId, userId, actor, ...metadata };
  return { action, event, user_id: userId, fields: { ...fields, metadata }, data };
}

/** What has a value; undefined when nothing has. */
function given(values: object): object | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
