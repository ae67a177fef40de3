/** Pixels between the strokes of forbidden areas. */
const HATCH = 9;

/** Begins a path along points in the world, seen nearest to the middle of the view. */
export function trace(context, camera, points, close = false) {
  const xs = points.map(({ x }) => x);
  const shift = camera.shiftOf((Math.min(...xs) + Math.max(...xs)) / 2);
  points.forEach(({ x, y }, index) => {
    const [left, top] = [camera.left(x + shift), camera.top(y)];
    if (index === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  });
  if (close) context.closePath();
}

/** Where a group may fly and where it must not. */
export function drawFence(context, camera, { inclusion, exclusions }, colours, hatch) {
  if (inclusion.length > 0) {
    context.beginPath();
    for (const ring of inclusion) trace(context, camera, ring, true);
    context.fillStyle = colours.inside;
    context.fill('evenodd');
    context.strokeStyle = colours.ready;
    context.lineWidth = 1.5;
    context.setLineDash([8, 5]);
    context.stroke();
    context.setLineDash([]);
  }
  for (const { name, rings } of exclusions) {
    context.beginPath();
    for (const ring of rings) trace(context, camera, ring, true);
    context.fillStyle = hatch;
    context.fill('evenodd');
    context.strokeStyle = colours.lost;
    context.lineWidth = 1.5;
    context.stroke();
    writeInside(context, camera, rings[0], name, colours);
  }
}

function writeInside(context, camera, ring, name, colours) {
  const xs = ring.map(({ x }) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  if ((right - left) * camera.scale < 60) return;
  const ys = ring.map(({ y }) => y);
  const middle = (left + right) / 2;
  const at = [camera.left(middle + camera.shiftOf(middle)), camera.top((Math.min(...ys) + Math.max(...ys)) / 2)];
  context.font = colours.small;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 4;
  context.strokeStyle = colours.ground;
  context.strokeText(name, ...at);
  context.fillStyle = colours.lost;
  context.fillText(name, ...at);
}

/** What a flight follows. @param bold whether waypoints are marked, those behind it filled */
export function drawRoute(context, camera, { route, progress }, colour, bold) {
  const next = progress?.waypointIndex ?? 0;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = bold ? 2.5 : 1.5;
  context.globalAlpha = bold ? 0.9 : 0.5;
  context.setLineDash([2, 5]);
  context.lineCap = 'round';
  context.beginPath();
  trace(context, camera, route);
  context.stroke();
  context.setLineDash([]);
  if (bold) drawWaypoints(context, camera, route, next);
  context.globalAlpha = 1;
  context.lineCap = 'butt';
}

function drawWaypoints(context, camera, route, next) {
  const shift = camera.shiftOf(route[0].x);
  route.forEach(({ x, y }, index) => {
    context.beginPath();
    context.arc(camera.left(x + shift), camera.top(y), 4, 0, 2 * Math.PI);
    if (index < next) context.fill();
    else context.stroke();
  });
}

/** Strokes at an angle, to fill an area with that nobody may fly in. */
export function hatchOf(colour) {
  const tile = document.createElement('canvas');
  [tile.width, tile.height] = [HATCH, HATCH];
  const pen = tile.getContext('2d');
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.35;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const from of [-HATCH, 0, HATCH]) {
    pen.moveTo(from, HATCH);
    pen.lineTo(from + HATCH, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat');
}
