import { readAddress } from './broker-address';

describe('the address of an external broker', () => {
  it('keeps user and password apart from the URL, whatever they are made of', () => {
    expect(readAddress('mqtts://quintet:p%3Aw%40%2F%C3%A9@broker.example.com:8883')).toEqual({
      url: 'mqtts://broker.example.com:8883',
      username: 'quintet',
      password: 'p:w@/é',
    });
  });

  it('does without them, and takes what is no percent-encoding as it stands', () => {
    expect(readAddress('mqtt://[::1]:1883')).toEqual({ url: 'mqtt://[::1]:1883' });
    expect(readAddress('mqtt://user:100%@host')).toMatchObject({ username: 'user', password: '100%' });
  });
});
