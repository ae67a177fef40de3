import { createHash } from 'node:crypto';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.3rem; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1.5rem; }
  dt { opacity: 0.7; }
  dd { margin: 0; font-variant-numeric: tabular-nums; }
  svg { width: 100%; height: 16rem; border: 1px solid #8886; }
  polyline { fill: none; stroke: #27c; stroke-width: 2; vector-effect: non-scaling-stroke; }
`;

/** It knows its share by its own address alone, and shows what it is told as text. */
const SCRIPT = `
  const address = new URL(location.pathname.replace(/\\/share\\/([^/]+)\\/?$/, '/shares/$1/status/ws'), location);
  address.protocol = address.protocol.replace('http', 'ws');
  const shown = document.querySelector('dl');
  const status = document.querySelector('#status');
  const track = [];
  const say = (text) => (status.textContent = text);

  const rows = (message) => {
    const { position, orientation = {}, velocity = {} } = message.navigation ?? {};
    const [lon, lat, alt] = position?.coordinates ?? [];
    const weather = Object.entries(message.weather ?? {}).map(([name, value]) => name + ' ' + value);
    return [
      ['State', message.droneState],
      ['Dock', message.dockState],
      ['Battery', message.battery === undefined ? undefined : message.battery + ' %'],
      ['Latitude', lat],
      ['Longitude', lon],
      ['Altitude', alt === undefined ? undefined : alt + ' m'],
      ['Heading', orientation.heading === undefined ? undefined : orientation.heading + '°'],
      ['Ground speed', velocity.groundSpeed === undefined ? undefined : velocity.groundSpeed + ' m/s'],
      ['Weather', weather.join(', ') || undefined],
      ['Time', message.timestamp],
    ].filter(([, value]) => value !== undefined && value !== null);
  };

  const draw = (position) => {
    if (!position) return;
    const [lon, lat] = position.coordinates;
    track.push([lon * Math.cos((lat * Math.PI) / 180), -lat]);
    if (track.length > 2000) track.shift();
    const [xs, ys] = [track.map(([x]) => x), track.map(([, y]) => y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const size = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 0.0001);
    const points = track.map(([x, y]) => ((x - left) / size) * 100 + ',' + ((y - top) / size) * 100);
    document.querySelector('polyline').setAttribute('points', points.join(' '));
  };

  const show = (message) => {
    shown.replaceChildren(
      ...rows(message).flatMap(([name, value]) => {
        const [term, text] = [document.createElement('dt'), document.createElement('dd')];
        term.textContent = name;
        text.textContent = value;
        return [term, text];
      }),
    );
    draw(message.navigation?.position);
  };

  const again = async () => {
    const answer = await fetch(location, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
    if (answer?.status === 404) return say('This share has ended.');
    say('Not connected: too many watch, or the server cannot be reached. Trying again ...');
    setTimeout(watch, 3000);
  };

  const watch = () => {
    const socket = new WebSocket(address);
    socket.onopen = () => say('Connected. Waiting for the drone ...');
    socket.onmessage = ({ data }) => {
      say('Live');
      show(JSON.parse(data));
    };
    socket.onclose = again;
  };
  watch();
`;

const sourceOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What a guest with a link sees: the shared device, live. Nothing of it comes from outside. */
export const SHARE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shared drone</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Shared drone</h1>
<p id="status" role="status">Connecting ...</p>
<svg viewBox="-5 -5 110 110" role="img" aria-label="Where the drone has been"><polyline points=""/></svg>
<dl></dl>
<script>${SCRIPT}</script>
</body>
</html>
`;

export const SHARE_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    `default-src 'none'`,
    `style-src ${sourceOf(STYLE)}`,
    `script-src ${sourceOf(SCRIPT)}`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
