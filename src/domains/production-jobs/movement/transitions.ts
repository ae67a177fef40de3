export const SERIAL_STATUSES = ['in_progress', 'completed', 'scrapped'] as const;
export type SerialStatus = (typeof SERIAL_STATUSES)[number];
export type StepStatus = 'pending' | 'in_progress' | 'completed' | 'skipped' | 'deferred' | 'waived';
export type VisitOutcome = 'completed' | 'sent_back' | 'scrapped' | 'forced';
