export const SERIAL_STATUSES = ['in_progress', 'completed', 'scrapped'] as const;
export type SerialStatus = (typeof SERIAL_STATUSES)[number];
export const STEP_STATUSES = ['pending', 'in_progress', 'completed', 'skipped', 'deferred', 'waived'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];
export const VISIT_OUTCOMES = ['completed', 'sent_back', 'scrapped', 'forced'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** What can happen to a unit. */
export const UNIT_ACTIONS = ['advance', 'complete', 'scrap', 'force_complete', 'send_back'] as const;
export type UnitAction = (typeof UNIT_ACTIONS)[number];

/** What becomes of a unit. A status without a row is final. */
export const UNIT_TRANSITIONS: Record<SerialStatus, Partial<Record<UnitAction, SerialStatus>>> = {
  in_progress: {
    advance: 'in_progress',
    complete: 'completed',
    scrap: 'scrapped',
    force_complete: 'completed',
    send_back: 'in_progress',
  },
  completed: {},
  scrapped: {},
};

/**
 * What can happen to a step of a unit: the unit arrives or leaves forward; passes it by (`skip`, `defer`); the step is
 * made up for (`complete_deferred`) or waived; the unit is sent back to it (`redo`) or to a step before it (`reopen`).
 */
export const STEP_ACTIONS = [
  'arrive',
  'leave',
  'skip',
  'defer',
  'complete_deferred',
  'waive',
  'redo',
  'reopen',
] as const;
export type StepAction = (typeof STEP_ACTIONS)[number];

/** What becomes of a step. An action without an entry leaves it as it is. */
export const STEP_TRANSITIONS: Record<StepStatus, Partial<Record<StepAction, StepStatus>>> = {
  pending: { arrive: 'in_progress', leave: 'completed', skip: 'skipped', defer: 'deferred', redo: 'in_progress' },
  in_progress: { leave: 'completed', reopen: 'pending' },
  completed: { redo: 'in_progress', reopen: 'pending' },
  skipped: {
    arrive: 'in_progress',
    leave: 'completed',
    defer: 'deferred',
    redo: 'in_progress',
    reopen: 'pending',
  },
  deferred: { leave: 'completed', skip: 'skipped', complete_deferred: 'completed', waive: 'waived' },
  waived: {},
};

export const stepAfter = (status: StepStatus, action: StepAction): StepStatus =>
  STEP_TRANSITIONS[status][action] ?? status;
