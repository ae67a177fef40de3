import { readSettings } from '../../../kernel/config/read-settings';
import { Settings } from '../../../kernel/config/settings';
import { DroneSettings } from '../drone-settings';
import { MqttEndpoint } from './mqtt-endpoint';

const TLS = { MQTT_TLS_CERT: 'cert.pem', MQTT_TLS_KEY: 'key.pem' };

describe('where MQTT is', () => {
  it.each<[string, Record<string, string>, [string, number, boolean]]>([
    ['nothing set', {}, ['127.0.0.1', 1883, false]],
    ['a port', { MQTT_PORT: '2883' }, ['127.0.0.1', 2883, false]],
    [
      'a host',
      { MQTT_HOST: 'mqtt.example.com', PUBLIC_URL: 'https://jobs.example.com' },
      ['mqtt.example.com', 1883, false],
    ],
    ['any address', { HOST: '0.0.0.0' }, ['localhost', 1883, false]],
    [
      'any address with a name',
      { HOST: '::', PUBLIC_URL: 'https://jobs.example.com/x' },
      ['jobs.example.com', 1883, false],
    ],
    ['TLS', TLS, ['127.0.0.1', 8883, true]],
    ['an external broker', { MQTT_URL: 'mqtt://user:secret@broker.example.com' }, ['broker.example.com', 1883, false]],
    ['one with TLS', { MQTT_URL: 'mqtts://broker.example.com:9999', ...TLS }, ['broker.example.com', 9999, true]],
  ])('with %s', (_what, env, [host, port, tls]) => {
    const endpoint = new MqttEndpoint(readSettings(Settings, env), readSettings(DroneSettings, env));
    expect(endpoint.describe()).toEqual({ host, port, tls });
  });

  it('is the port that was taken in the end', () => {
    const endpoint = new MqttEndpoint(readSettings(Settings, {}), readSettings(DroneSettings, {}));
    endpoint.isOpen('mqtt', 40_001);
    expect(endpoint.describe().port).toBe(40_001);
  });

  it.each<[Record<string, string>, string]>([
    [{ MQTT_TLS_CERT: 'cert.pem' }, 'MQTT_TLS_KEY must be set when MQTT_TLS_CERT is'],
    [{ MQTT_TLS_KEY: 'key.pem' }, 'MQTT_TLS_CERT must be set when MQTT_TLS_KEY is'],
    [{ MQTT_PORT: '70000' }, 'MQTT_PORT must be an integer between 0 and 65535'],
    [{ MQTT_URL: 'http://secret@broker' }, 'MQTT_URL must be an mqtt:// or mqtts:// URL'],
  ])('is refused for %j', (env, message) => {
    expect(() => readSettings(DroneSettings, env)).toThrow(message);
  });
});
