import { Webhook } from 'standardwebhooks';
import { webhookMessage } from './message';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const event = {
  id: '42',
  type: 'quintet.drone.job.queued',
  subject: 'job-1',
  time: new Date(0),
  data: '{"n":1.0,"ü":12345678901234567890}',
};

describe('a webhook message', () => {
  const { body, headers } = webhookMessage(event, [SECRET], Date.now());

  it('is a CloudEvent whose data is as it was written', () => {
    expect(body).toBe(
      '{"specversion":"1.0","id":"42","source":"/quintet/drone","type":"quintet.drone.job.queued","subject":"job-1",' +
        '"time":"1970-01-01T00:00:00.000Z","datacontenttype":"application/json","data":{"n":1.0,"ü":12345678901234567890}}',
    );
  });

  it('convinces an independent verifier', () => {
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('carries the id of the event, whatever the try', () => {
    expect([headers['webhook-id'], webhookMessage(event, [SECRET], 0).headers['webhook-id']]).toEqual(['42', '42']);
  });
});
