import { applyRules, optional, Rules, RulesWithin } from './rules';

const number = (value: unknown, field: string) => (typeof value === 'number' ? undefined : `${field} must be a number`);
const any = () => undefined;
const notObject = (path: string) => `${path} must be an object`;

class ShotDto {
  @Rules(number)
  zoom: number;
}

class PointDto {
  @Rules(number)
  x: number;

  @Rules(any)
  @RulesWithin(ShotDto, notObject)
  shots?: ShotDto[] | null;
}

class LineDto {
  @Rules(any)
  @RulesWithin(PointDto, notObject)
  from?: PointDto | null;

  @Rules(any)
  @RulesWithin(PointDto, notObject)
  points?: PointDto[];

  @Rules(optional(number))
  width?: number;
}

class ThickLineDto extends LineDto {
  @Rules(optional(number))
  border?: number;
}

describe('RulesWithin', () => {
  it('refuses what is within a field by its path, in the order of the fields', () => {
    const body = { width: 'x', points: [{ x: 1 }, { x: 'y', shots: [{}, 5] }, null], from: {} };
    expect(applyRules(LineDto, body).violations).toEqual([
      { field: 'from.x', message: 'from.x must be a number' },
      { field: 'points[1].x', message: 'points[1].x must be a number' },
      { field: 'points[1].shots[0].zoom', message: 'points[1].shots[0].zoom must be a number' },
      { field: 'points[1].shots[1]', message: 'points[1].shots[1] must be an object' },
      { field: 'points[2]', message: 'points[2] must be an object' },
      { field: 'width', message: 'width must be a number' },
    ]);
  });

  it('keeps only declared fields, at every level', () => {
    const { dto, violations } = applyRules(LineDto, { from: { x: 1, y: 2 }, points: [{ x: 3, z: 4 }], other: 5 });
    expect(violations).toEqual([]);
    expect(dto).toEqual({ from: { x: 1 }, points: [{ x: 3 }] });
    expect(dto.from).toBeInstanceOf(PointDto);
  });

  it('keeps what a type inherits', () => {
    expect(applyRules(ThickLineDto, { border: 1, points: [{}] }).violations).toEqual([
      { field: 'points[0].x', message: 'points[0].x must be a number' },
    ]);
  });

  it('leaves what is absent or null as it is', () => {
    expect(applyRules(LineDto, { from: null })).toEqual({ dto: { from: null }, violations: [] });
  });

  it('stops at the fields that are declared, however deep the body is', () => {
    let deep: unknown = {};
    for (let level = 0; level < 200_000; level++) deep = { shots: [deep] };
    expect(applyRules(LineDto, { from: { x: 1, y: deep } }).violations).toEqual([]);
  });
});
