import { Pacer } from './pacer';

describe('Pacer', () => {
  const sent: [string, number][] = [];
  let pacer: Pacer;
  const offer = (text: string) => pacer.offer('device', () => sent.push([text, performance.now()]));

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    sent.length = 0;
    pacer = new Pacer();
  });

  afterEach(() => jest.useRealTimers());

  it('lets the first one through at once, and of the others the last one of each second', () => {
    for (let index = 0; index < 25; index++) {
      offer(String(index));
      jest.advanceTimersByTime(100);
    }
    const since = sent[0][1];
    expect(sent.map(([text, at]) => [text, at - since])).toEqual([
      ['0', 0],
      ['9', 1000],
      ['19', 2000],
    ]);
    jest.advanceTimersByTime(1000);
    expect(sent.at(-1)).toEqual(['24', since + 3000]);
  });

  it('leaves out none that come a second apart, a little early or late', () => {
    for (const pause of [980, 1020, 990, 1010, 1000]) {
      offer(String(pause));
      jest.advanceTimersByTime(pause);
    }
    jest.advanceTimersByTime(1000);
    expect(sent).toHaveLength(5);
  });

  it('paces each key for itself, and drops what waits', () => {
    offer('a');
    pacer.offer('other', () => sent.push(['b', 0]));
    offer('c');
    pacer.drop('device');
    jest.advanceTimersByTime(5000);
    expect(sent.map(([text]) => text)).toEqual(['a', 'b']);
  });
});
