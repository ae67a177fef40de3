import { ReceiverPlaces } from './receiver-places';

const take = (places: ReceiverPlaces, url: string, count: number) =>
  Array.from({ length: count }, () => places.take(url));

it('gives a receiver half of the slots, whatever the path', () => {
  const places = new ReceiverPlaces();
  expect(take(places, 'https://a.example/1', 25)).not.toContain(undefined);
  expect(places.take('https://A.example:443/2?x')).toBeUndefined();
  expect(places.take('https://a.example:444/')).toBeDefined();
  expect(places.take('http://a.example/')).toBeDefined();
});

it('gives a place again once it is given back', () => {
  const places = new ReceiverPlaces();
  const [giveBack] = take(places, 'https://a.example/', 25);
  giveBack!();
  expect(take(places, 'https://a.example/', 2)).toEqual([expect.any(Function), undefined]);
});
