import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Database } from '../../../kernel/database/database';
import { Airspaces } from '../conflicts/airspaces';
import { Assignments } from '../flights/assignments';
import { Fences } from '../geofences/fences';
import { FleetMetrics } from '../metrics/fleet-metrics';
import { DispatchRound } from './dispatch-round';
import type { WaitingJob } from './dispatch-round';
import { DISPATCH, dispatchKey } from './dispatch-task';
import type { GroupReference } from './dispatch-task';
import * as sql from './dispatch.statements';
import { FlightPlans } from './flight-plans';
import type { FleetDevice, Gate, GroupRules } from './preflight';
import { Refusals } from './refusals';

/** Jobs that are looked at together. */
const PAGE = 100;
/** Assignments of one transaction, more or less: it holds their devices until its end. */
const MAX_CHOICES = 100;

type Group = Omit<GroupReference, 'since'>;

/** When to look at a group again: at once, where another run had it or there is more; later, for what may pass unsaid. */
type Next = 'soon' | 'later' | undefined;

/** Hands the jobs of a group to its devices, in the order of the jobs. */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly database: Database,
    private readonly tasks: Tasks,
    private readonly assignments: Assignments,
    private readonly plans: FlightPlans,
    private readonly fences: Fences,
    private readonly airspaces: Airspaces,
    private readonly refusals: Refusals,
    private readonly metrics: FleetMetrics,
  ) {}

  @Handles(DISPATCH)
  async dispatch({ since, ...group }: GroupReference): Promise<void> {
    await this.tasks.awaitRequests(dispatchKey(group.groupId));
    const { assigned, next } = await this.database.transaction(() => this.run(group));
    this.metrics.dispatched(assigned, (Date.now() - Date.parse(since)) / 1000);
    if (!next) return;
    await this.database.run(next === 'soon' ? sql.DISPATCH_SOON : sql.DISPATCH_LATER, [group.tenantId, group.groupId]);
  }

  private async run(group: Group): Promise<{ assigned: number; next?: Next }> {
    const { locked, jobs } = await this.waiting(group, 0);
    if (!locked) return { assigned: 0, next: 'soon' };
    if (jobs.length === 0) return { assigned: 0 };
    const key = [group.tenantId, group.groupId];
    const [{ geofence, ...rules }] = await this.database.run<GroupRules>(sql.HOLD_RULES, key);
    const gate = { ...rules, fence: this.fences.of(group.groupId, geofence) };
    const airspace = rules.policy.onConflict === 'HOLD' ? await this.airspaces.claim(group.tenantId) : undefined;
    const fleet = await this.database.run<FleetDevice>(sql.READ_FLEET, key);
    const round = new DispatchRound(gate, fleet, airspace);
    await this.judge(group, jobs, round);
    const assigned = await this.assign(group, gate, round);
    await this.write(group, round);
    const { choices, passing } = round;
    if (assigned < choices.length || choices.length >= MAX_CHOICES) return { assigned, next: 'soon' };
    return { assigned, next: passing ? 'later' : undefined };
  }

  /** Page by page, as long as somebody could fly: jobs that nobody can fly now do not block those behind. */
  private async judge(group: Group, first: WaitingJob[], round: DispatchRound): Promise<void> {
    const { tenantId } = group;
    for (let jobs = first, seen = 0; jobs.length > 0; jobs = (await this.waiting(group, seen)).jobs) {
      const planOf = await this.plans.of(tenantId, jobs);
      for (const job of jobs) round.judge(job, planOf(job));
      seen += jobs.length;
      if (round.exhausted || jobs.length < PAGE || round.choices.length >= MAX_CHOICES) return;
    }
  }

  /** The group is locked by this, where its lock is free. */
  private async waiting(
    { tenantId, groupId }: Group,
    offset: number,
  ): Promise<{ locked: boolean; jobs: WaitingJob[] }> {
    const values = [tenantId, groupId, offset, PAGE];
    const rows = await this.database.run<Partial<WaitingJob> & { locked: boolean }>(sql.READ_WAITING, values);
    return { locked: rows[0].locked, jobs: rows.filter((row): row is typeof row & WaitingJob => row.id !== null) };
  }

  /** Devices were read without being locked: each is looked at again. @returns how many jobs have got theirs */
  private async assign({ tenantId, groupId }: Group, { policy }: Gate, round: DispatchRound): Promise<number> {
    if (round.choices.length === 0) return 0;
    const ids = round.choices.map(({ device }) => device.id);
    const locked = await this.database.run<FleetDevice>(sql.LOCK_CHOSEN, [tenantId, groupId, ids]);
    const devices = new Map(locked.map((device) => [device.id, device]));
    const assignments = round.choices.flatMap((choice) => {
      const device = devices.get(choice.device.id);
      return device && round.mayTake(device, choice) ? { jobId: choice.job.id, deviceId: device.id } : [];
    });
    return this.assignments.assign(tenantId, assignments, policy.acceptTimeoutSeconds);
  }

  /** Jobs are locked by this: no device may be locked after it. */
  private async write({ tenantId }: Group, { waiting, refused }: DispatchRound): Promise<void> {
    for (const { id, refusal } of refused) await this.refusals.write(tenantId, id, refusal);
    if (waiting.length === 0) return;
    const values = [waiting.map(({ id }) => id), waiting.map(({ reasons }) => JSON.stringify(reasons))];
    await this.database.run(sql.WRITE_REASONS, [tenantId, ...values]);
  }
}
