import { latOf, lonOf, toWorld } from './mercator.mjs';

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001, 0.00005];
/** Pixels between two lines, and of the scale bar at most. */
const [APART, BAR] = [110, 140];
const WORLD_TOP = 85;

/** Degrees from one line to the next. */
export const stepOf = (pixelsPerDegree) => STEPS.findLast((step) => step * pixelsPerDegree >= APART) ?? STEPS[0];

/** The greatest of 1, 2, 5, 10, 20 ... that a limit leaves room for. */
export function roundBelow(limit) {
  const power = 10 ** Math.floor(Math.log10(limit));
  return [5, 2, 1].find((digit) => digit * power <= limit) * power;
}

/** Lines of latitude and longitude with what they stand for. */
export function drawGrid(context, camera, colours) {
  const step = stepOf(camera.scale / 360);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const label = (degrees, [plus, minus]) =>
    `${Math.abs(degrees).toFixed(digits)}°${degrees > 1e-9 ? ` ${plus}` : degrees < -1e-9 ? ` ${minus}` : ''}`;
  const columns = linesOf((camera.xAt(0) - 0.5) * 360, (camera.xAt(camera.width) - 0.5) * 360, step).map((lon) => ({
    at: crisp(camera.left(lon / 360 + 0.5)),
    text: label(lonOf(lon / 360 + 0.5 + 1e-12), 'EW'),
  }));
  const bottom = Math.max(latOf(camera.yAt(camera.height)), -WORLD_TOP);
  const rows = linesOf(bottom, Math.min(latOf(camera.yAt(0)), WORLD_TOP), step).map((lat) => ({
    at: crisp(camera.top(toWorld(0, lat).y)),
    text: label(lat, 'NS'),
  }));
  context.strokeStyle = colours.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const { at } of columns) line(context, [at, 0], [at, camera.height]);
  for (const { at } of rows) line(context, [0, at], [camera.width, at]);
  context.stroke();
  context.fillStyle = colours.muted;
  context.font = colours.small;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const { at, text } of columns) context.fillText(text, at + 4, 5);
  context.textBaseline = 'bottom';
  for (const { at, text } of rows) if (at > 36) context.fillText(text, 6, at - 2);
}

/** How long a distance is on the map. */
export function drawScaleBar(context, camera, colours) {
  const meters = roundBelow(camera.metersPerPixel * BAR);
  const length = meters / camera.metersPerPixel;
  const [left, top] = [16.5, camera.height - 16.5];
  const text = meters >= 1000 ? `${meters / 1000} km` : meters >= 1 ? `${meters} m` : `${meters * 100} cm`;
  context.fillStyle = colours.panel;
  context.fillRect(left - 8, top - 26, length + 16, 34);
  context.strokeStyle = context.fillStyle = colours.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, top - 6);
  context.lineTo(left, top);
  context.lineTo(left + length, top);
  context.lineTo(left + length, top - 6);
  context.stroke();
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  context.fillText(text, left + length / 2, top - 5);
}

function line(context, from, to) {
  context.moveTo(...from);
  context.lineTo(...to);
}

const crisp = (pixels) => Math.round(pixels) + 0.5;

function linesOf(from, to, step) {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(Math.floor(to / step) - first + 1, 0) }, (_, index) => (first + index) * step);
}
