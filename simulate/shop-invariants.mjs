/** Queries that find nothing while the shop is right. */
export const INVARIANTS = [
  {
    name: 'every unit was made, and numbers have no gap',
    text: `SELECT count(*)::int, min(number), max(number) FROM production.serials
      HAVING count(*) <> $1 OR min(number) <> 1 OR max(number) <> $1`,
    values: ({ units }) => [units],
  },
  { name: 'no unit is left', text: "SELECT number, status FROM production.serials WHERE status = 'in_progress'" },
  {
    name: 'tallies are what the units say',
    text: `SELECT path.id FROM production.paths AS path
      LEFT JOIN (SELECT path_id, sum(total) AS total, sum(completed) AS completed, sum(scrapped) AS scrapped
        FROM production.unit_tallies GROUP BY path_id) AS tally ON tally.path_id = path.id
      LEFT JOIN (SELECT path_id, count(*) AS total, count(*) FILTER (WHERE status = 'completed') AS completed,
        count(*) FILTER (WHERE status = 'scrapped') AS scrapped FROM production.serials GROUP BY path_id) AS unit
        ON unit.path_id = path.id
      WHERE (tally.total, tally.completed, tally.scrapped) IS DISTINCT FROM (unit.total, unit.completed, unit.scrapped)`,
  },
  {
    name: 'a finished unit is at no step, and its last visit is over',
    text: `SELECT number FROM production.serials AS unit
      WHERE (status = 'completed') <> (current_step_id IS NULL)
        OR EXISTS (SELECT FROM production.step_visits AS visit WHERE visit.tenant_id = unit.tenant_id
          AND serial_number = number AND left_at IS NULL) <> (status = 'in_progress')`,
  },
  {
    name: 'visits follow one another without a gap',
    text: `SELECT serial_number FROM (SELECT serial_number, left_at, lead(entered_at) OVER (
        PARTITION BY tenant_id, serial_number ORDER BY entered_at, left_at NULLS LAST) AS next
        FROM production.step_visits) AS visit
      WHERE next IS NOT NULL AND left_at IS DISTINCT FROM next`,
  },
  {
    name: 'every accepted move is in the audit once',
    text: `SELECT action, count(*)::int, expected FROM (VALUES
        ('serial_scrapped', $1::int), ('serial_sent_back', $2::int), ('serial_force_completed', $3::int),
        ('deferred_step_completed', $4::int), ('step_waived', $5::int), ('step_override_reversed', $6::int)
      ) AS did (action, expected) LEFT JOIN production.audit USING (action)
      GROUP BY action, expected HAVING count(audit.seq) <> expected`,
    values: ({ counts }) =>
      ['scrap', 'send-back', 'force-complete', 'complete-deferred', 'waive-step', 'override reversed'].map(
        (action) => counts[action] ?? 0,
      ),
  },
  {
    name: 'every accepted step forward moved a unit once',
    text: `SELECT count(*)::int FROM production.audit WHERE action IN ('serial_advanced', 'serial_completed')
      HAVING count(*) <> $1`,
    values: ({ counts }) => [(counts.advance ?? 0) + (counts['advance-to'] ?? 0)],
  },
  {
    name: 'the audit leads every unit from its first step to its end',
    text: `SELECT serial_number FROM (SELECT serial_number, from_step_id, lag(to_step_id) OVER (
        PARTITION BY tenant_id, serial_number ORDER BY seq) AS before
        FROM production.audit WHERE action IN ('serial_advanced', 'serial_completed', 'serial_sent_back')) AS move
      WHERE before IS NOT NULL AND from_step_id <> before`,
  },
  {
    name: 'every step of a unit that was completed without force is accounted for',
    text: `SELECT unit.number, step.name FROM production.serials AS unit
      JOIN production.steps AS step ON step.tenant_id = unit.tenant_id AND step.path_id = unit.path_id
        AND removed_at IS NULL
      LEFT JOIN production.serial_steps AS own ON own.tenant_id = unit.tenant_id AND own.serial_number = unit.number
        AND own.step_id = step.id
      WHERE unit.status = 'completed' AND NOT force_completed
        AND (own.status IS NULL OR own.status NOT IN ('completed', 'waived', 'skipped'))`,
  },
  {
    name: 'events tell what the audit tells',
    text: `SELECT type, events, entries FROM (VALUES
        ('quintet.production.serial.advanced', 'serial_advanced'),
        ('quintet.production.serial.completed', 'serial_completed'),
        ('quintet.production.serial.scrapped', 'serial_scrapped'),
        ('quintet.production.serial.sent_back', 'serial_sent_back'),
        ('quintet.production.serial.force_completed', 'serial_force_completed')
      ) AS pair (type, action),
      LATERAL (SELECT count(*) AS events FROM platform.events WHERE events.type = pair.type) AS event,
      LATERAL (SELECT count(*) AS entries FROM production.audit WHERE audit.action = pair.action) AS entry
      WHERE events <> entries`,
  },
];
