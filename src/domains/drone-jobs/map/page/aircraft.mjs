import { headingOf, placeOf } from './fleet.mjs';

const FULL = 2 * Math.PI;
/** Pixels of a drone, and of the ring around it that shows its battery. */
const [SIZE, RING] = [8, 13];
/** Percent of battery below which it is a warning. */
const LOW = 25;
/** Pixels that two points of a trail are apart at least, to be worth a stroke. */
const STROKE = 2;
/** Arrow that points north, as parts of the size. */
const ARROW = [
  [0, -1.25],
  [0.85, 0.95],
  [0, 0.5],
  [-0.85, 0.95],
];

/** Where a device has been. @param plain as a thin line */
export function drawTrail(context, camera, device, colour, now, plain) {
  if (device.trail.length < 2) return;
  const place = placeOf(device, now);
  const shift = camera.shiftOf(place.x);
  context.strokeStyle = colour;
  context.globalAlpha = 0.45;
  context.lineWidth = plain ? 1 : 2;
  context.lineJoin = plain ? 'bevel' : 'round';
  context.beginPath();
  let [left, top] = [NaN, NaN];
  for (const point of device.trail) {
    if (point === device.to) break;
    const [x, y] = [camera.left(point.x + shift), camera.top(point.y)];
    if (Math.abs(x - left) + Math.abs(y - top) < STROKE) continue;
    if (Number.isNaN(left)) context.moveTo(x, y);
    else context.lineTo(x, y);
    [left, top] = [x, y];
  }
  context.lineTo(camera.left(place.x + shift), camera.top(place.y));
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * A device: an arrow in the air, a disc on the ground, hollow when it is not heard, crossed when its link is lost in
 * flight: no state is told by colour alone. @param plain without its battery
 */
export function drawDevice(context, { left, top }, device, condition, colours, plain = false) {
  const heading = headingOf(device);
  const colour = colours[condition];
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.fillStyle = condition === 'flying' || condition === 'ready' ? colour : colours.ground;
  context.beginPath();
  if (condition !== 'ready' && condition !== 'offline' && heading !== undefined) arrow(context, left, top, heading);
  else context.arc(left, top, SIZE * 0.75, 0, FULL);
  context.fill();
  if (!plain || condition !== 'flying') context.stroke();
  if (condition === 'lost') {
    context.beginPath();
    for (const [x, y] of [
      [RING, RING],
      [RING, -RING],
    ]) {
      context.moveTo(left - x, top - y);
      context.lineTo(left + x, top + y);
    }
    context.stroke();
  } else if (!plain && typeof device.battery === 'number')
    drawBattery(context, left, top, device.battery, condition, colours);
}

function arrow(context, left, top, heading) {
  const [sin, cos] = [Math.sin((heading * Math.PI) / 180), Math.cos((heading * Math.PI) / 180)];
  for (const [x, y] of ARROW) context.lineTo(left + SIZE * (x * cos - y * sin), top + SIZE * (x * sin + y * cos));
  context.closePath();
}

function drawBattery(context, left, top, battery, condition, colours) {
  const heard = condition === 'flying' || condition === 'ready';
  context.lineWidth = 2.5;
  context.globalAlpha = heard ? 1 : 0.5;
  context.strokeStyle = colours.grid;
  context.beginPath();
  context.arc(left, top, RING, 0, FULL);
  context.stroke();
  context.strokeStyle = !heard ? colours.offline : battery < LOW ? colours.lost : colours.charge;
  context.beginPath();
  context.arc(left, top, RING, -FULL / 4, -FULL / 4 + (FULL * battery) / 100);
  context.stroke();
  context.globalAlpha = 1;
}

/** The ring around what is selected. */
export function drawSelection(context, { left, top }, colours) {
  context.strokeStyle = colours.text;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(left, top, RING + 5, 0, FULL);
  context.stroke();
}

/** A device's name beside it. */
export function drawName(context, { left, top }, name, colours) {
  context.font = colours.small;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = colours.ground;
  context.strokeText(name, left + RING + 7, top);
  context.fillStyle = colours.text;
  context.fillText(name, left + RING + 7, top);
}
