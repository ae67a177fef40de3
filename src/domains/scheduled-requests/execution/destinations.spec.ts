import { Destinations } from './destinations';

const destinations = (SCHEDULED_CONCURRENCY: number) => new Destinations({ SCHEDULED_CONCURRENCY } as never);
const enterMany = (places: Destinations, destination: string, count: number, deferred = false) =>
  Array.from({ length: count }, () => places.enter(destination, deferred)).filter(Boolean).length;

it('gives one destination half of the places at most, and all of them together no more than there are', () => {
  const places = destinations(10);
  expect(['a', 'b', 'c'].map((destination) => enterMany(places, destination, 20))).toEqual([5, 5, 0]);
});

it.each([
  [1, 1],
  [2, 1],
  [3, 1],
  [5, 2],
])('with %i places gives one destination %i', (concurrency, most) => {
  expect(enterMany(destinations(concurrency), 'a', 10)).toBe(most);
});

it('avoids the destinations that are full, and any when nothing is left', () => {
  const places = destinations(4);
  enterMany(places, 'a', 2);
  places.enter('b', false);
  expect(places.avoided()).toEqual(['a']);
  places.enter('b', false);
  expect(places.avoided()).toEqual(['*']);
  places.leave('a');
  expect(places.avoided()).toEqual(['b']);
});

it('tells when it makes room where there was none', () => {
  const places = destinations(4);
  enterMany(places, 'a', 2);
  expect([places.leave('a'), places.leave('a')]).toEqual([true, false]);
});

it('lets what was deferred go first', () => {
  const places = destinations(4);
  enterMany(places, 'a', 3);
  places.leave('a');
  expect(places.enter('a', false)).toBe(false);
  expect(places.enter('a', true)).toBe(true);
  places.drained();
  places.leave('a');
  expect(places.enter('a', false)).toBe(false);
  places.drained();
  expect(places.enter('a', false)).toBe(true);
});
