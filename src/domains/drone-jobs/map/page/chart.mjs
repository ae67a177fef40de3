import { drawDevice, drawName, drawSelection, drawTrail } from './aircraft.mjs';
import { Camera } from './camera.mjs';
import { isGliding, placeOf } from './fleet.mjs';
import { drawGrid, drawScaleBar } from './grid.mjs';
import { drawFence, drawRoute, hatchOf } from './plans.mjs';

/** Devices in view up to which every one shows its name, and flights up to which every one shows its waypoints. */
const [NAMED, MARKED] = [60, 40];
/** Devices in view above which they are drawn plainly: rings upon rings tell nothing, and take long. */
const CROWD = 200;
/** Pixels that a name takes, about. */
const NAME = { width: 110, height: 14 };
/** Pixels around a device within which it is meant by a click. */
const REACH = 18;
const COLOURS = ['ground', 'panel', 'grid', 'text', 'muted', 'inside', 'charge'];
const CONDITIONS = ['flying', 'ready', 'offline', 'lost', 'stale'];

/** The picture of a fleet. It is drawn when something has changed, at most once a frame. */
export class Chart {
  camera = new Camera();
  selected;
  /** Whether the view is the whole fleet's: nobody has moved it. */
  follows = true;
  #canvas;
  #context;
  #fleet;
  #asked = false;
  #fitted = false;
  #seen = [];
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(canvas, fleet) {
    [this.#canvas, this.#fleet] = [canvas, fleet];
    this.#context = canvas.getContext('2d');
    new ResizeObserver(() => this.#resize()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#paint());
    this.#resize();
    this.#paint();
  }

  show(fleet) {
    this.#fleet = fleet;
    [this.follows, this.#fitted] = [true, false];
    this.changed();
  }

  changed = () => {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw(Date.now());
    });
  };

  /** Moves the view as somebody wants it. @param how is given the camera */
  move(how) {
    this.follows = false;
    how(this.camera);
    this.changed();
  }

  /** Shows the whole fleet, and goes on doing so until somebody moves the map. */
  fit() {
    this.follows = true;
    this.camera.fit(this.#extent());
    this.changed();
  }

  /** Fits anew where a part of the fleet has left the view. */
  keepInView() {
    const extent = this.#extent();
    const whole = this.#fitted && extent.every((point) => this.camera.sees(point));
    if (!this.follows || whole || extent.length === 0) return;
    this.#fitted = true;
    this.fit();
  }

  /** Devices and what they fly; where nobody is, the fences. */
  #extent() {
    const places = [...this.#fleet.devices.values()].filter(({ to }) => to).map(({ to }) => to);
    const flights = [...this.#fleet.jobs.values()].filter(({ status, route }) => route && status === 'IN_PROGRESS');
    const fences = [...this.#fleet.fences.values()].flatMap(({ inclusion }) => inclusion.flat());
    return places.length > 0 ? [...places, ...flights.flatMap(({ route }) => route)] : fences;
  }

  /** The device at a place on the canvas, if one is there. */
  deviceAt(left, top) {
    const far = (spot) => Math.hypot(spot.left - left, spot.top - top);
    const near = this.#seen.filter((spot) => far(spot) < REACH).sort((a, b) => far(a) - far(b));
    return near[0]?.device;
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const ratio = devicePixelRatio;
    [this.#canvas.width, this.#canvas.height] = [width * ratio, height * ratio];
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.camera.resize(width, height);
    // What is drawn a frame later would flicker: a new size empties the canvas.
    if (this.colours) this.#draw(Date.now());
  }

  /** Colours are those of the style sheet, so that light and dark are told in one place. */
  #paint() {
    const style = getComputedStyle(this.#canvas);
    this.colours = Object.fromEntries(
      [...COLOURS, ...CONDITIONS].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
    );
    this.colours.small = `12px ${style.fontFamily}`;
    this.hatch = hatchOf(this.colours.lost);
    this.changed();
  }

  #draw(now) {
    const [context, camera, { colours }, fleet] = [this.#context, this.camera, this, this.#fleet];
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, camera.width, camera.height);
    drawGrid(context, camera, colours);
    for (const fence of fleet.fences.values()) drawFence(context, camera, fence, colours, this.hatch);
    this.#drawRoutes();
    this.#look(this.#calm.matches ? Infinity : now);
    this.#drawDevices(this.#calm.matches ? Infinity : now);
    drawScaleBar(context, camera, colours);
    if (!this.#calm.matches && this.#seen.some(({ device }) => isGliding(device, now))) this.changed();
  }

  #drawRoutes() {
    const [context, { camera, colours, selected }] = [this.#context, this];
    const flights = [...this.#fleet.jobs.values()].filter(({ route }) => route);
    const running = flights.filter(({ status, jobId }) => status === 'IN_PROGRESS' && jobId !== selected);
    for (const job of running) drawRoute(context, camera, job, colours.flying, running.length <= MARKED);
    const chosen = flights.find(({ jobId, lease, assignedDeviceId }) => {
      return jobId === selected || (lease !== null && assignedDeviceId === selected);
    });
    if (chosen) drawRoute(context, camera, chosen, colours.text, true);
  }

  /** Finds out which devices are seen, and where. */
  #look(now) {
    const { camera } = this;
    this.#seen = [];
    for (const device of this.#fleet.devices.values()) {
      if (!device.to) continue;
      const { x, y } = placeOf(device, now);
      const [left, top] = [camera.left(x + camera.shiftOf(x)), camera.top(y)];
      if (left < -20 || top < -20 || left > camera.width + 20 || top > camera.height + 20) continue;
      this.#seen.push({ device, left, top, condition: this.#fleet.conditionOf(device) });
    }
  }

  #drawDevices(now) {
    const [context, seen, { camera, colours }] = [this.#context, this.#seen, this];
    const plain = seen.length > CROWD;
    for (const { device, condition } of seen) drawTrail(context, camera, device, colours[condition], now, plain);
    for (const spot of seen) drawDevice(context, spot, spot.device, spot.condition, colours, plain);
    if (seen.length <= NAMED) for (const spot of apart(seen)) drawName(context, spot, spot.device.name, colours);
    const chosen = seen.find(({ device }) => device.id === this.selected || device.jobId === this.selected);
    if (!chosen || !this.selected) return;
    drawSelection(context, chosen, colours);
    drawDevice(context, chosen, chosen.device, chosen.condition, colours);
    drawName(context, chosen, chosen.device.name, colours);
  }
}

/** Those of which the names do not lie on one another. */
function apart(spots) {
  const named = [];
  for (const spot of spots) {
    const isFree = ({ left, top }) => Math.abs(spot.left - left) > NAME.width || Math.abs(spot.top - top) > NAME.height;
    if (named.every(isFree)) named.push(spot);
  }
  return named;
}
