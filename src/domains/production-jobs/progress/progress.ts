import type { PathProgressDto, ProgressDto } from './progress.dto';

/** SQL: how far each path of a `job` is, as JSON. */
export const PATH_TALLIES = `(
  SELECT coalesce(json_agg(json_build_object('id', path.id, 'name', path.name, 'goal', path.goal_quantity,
    'total', tally.total, 'completed', tally.completed, 'scrapped', tally.scrapped) ORDER BY path.seq), '[]')
  FROM production.paths AS path, LATERAL (
    SELECT coalesce(sum(total), 0) AS total, coalesce(sum(completed), 0) AS completed,
      coalesce(sum(scrapped), 0) AS scrapped
    FROM production.unit_tallies WHERE tenant_id = path.tenant_id AND path_id = path.id
  ) AS tally
  WHERE path.tenant_id = job.tenant_id AND path.job_id = job.id
) AS path_tallies`;

export interface PathTally {
  id: string;
  name: string;
  goal: number;
  total: number;
  completed: number;
  scrapped: number;
}

/** What the progress of a job is counted from. */
export interface TalliedJob {
  id: string;
  name: string;
  goal_quantity: number;
  path_tallies: PathTally[];
}

export function progressOf({ id, name, goal_quantity, path_tallies }: TalliedJob): ProgressDto {
  const sum = (key: 'goal' | 'total' | 'completed' | 'scrapped') =>
    path_tallies.reduce((total, tally) => total + tally[key], 0);
  const [totalGoal, total, completed, scrapped] = [sum('goal'), sum('total'), sum('completed'), sum('scrapped')];
  return {
    totalGoal,
    totalCompleted: completed,
    percentComplete: percentOf(completed, totalGoal),
    pathProgress: path_tallies.map(pathProgressOf),
    jobId: id,
    jobName: name,
    goalQuantity: goal_quantity,
    totalSerials: total,
    completedSerials: completed,
    inProgressSerials: total - completed - scrapped,
    scrappedSerials: scrapped,
    producedQuantity: total,
    orderedQuantity: goal_quantity,
    progressPercent: progressPercentOf(completed, goal_quantity - scrapped),
  };
}

const pathProgressOf = ({ id, name, goal, completed }: PathTally): PathProgressDto => ({
  pathId: id,
  pathName: name,
  goal,
  completed,
  percentComplete: percentOf(completed, goal),
});

const percentOf = (completed: number, goal: number) => (goal === 0 ? 0 : (completed / goal) * 100);

/** @param attainable what is left of the goal once scrapped units are taken off; may be negative */
function progressPercentOf(completed: number, attainable: number): number {
  if (attainable > 0) return (completed / attainable) * 100;
  return completed > 0 ? 100 : 0;
}
