import type { Database, Statement } from '../../../kernel/database/database';
import { planOf } from '../dispatch/flight-plan';
import type { FlightPlans } from '../dispatch/flight-plans';
import { FIND_FLIGHT, READ_FLIGHTS } from './conflict.statements';
import { ConflictsService } from './conflicts.service';

const plan = planOf({
  name: 'M',
  description: null,
  waypoints: Array.from({ length: 2000 }, (_, index) => ({ lat: (index % 2) / 1000, lon: 0, alt: index })),
  speed: 10,
  altitudeMode: 'AMSL',
  finishAction: 'HOVER',
  requiredCapabilities: [],
});
const flight = (id: string) => ({
  id,
  status: 'QUEUED',
  missionId: 'm',
  missionVersion: 1,
  startAt: 0,
  position: null,
});
const flights = Array.from({ length: 100 }, (_, index) => flight(`job-${index}`));

describe('ConflictsService', () => {
  it('lets others have their turn while it compares many long flights', async () => {
    const run = ({ name }: Statement) =>
      Promise.resolve(name === FIND_FLIGHT.name ? [flight('own')] : name === READ_FLIGHTS.name ? flights : []);
    const plans = { of: () => Promise.resolve(() => plan) };
    const service = new ConflictsService({ run } as unknown as Database, plans as unknown as FlightPlans);
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const { count } = await service.list('t', 'own');
    clearInterval(others);
    expect(count).toBe(100);
    expect(turns).toBeGreaterThan(5);
  });
});
