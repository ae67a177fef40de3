/** Pixels that a pointer may stray and still click, pixels of a step by key, and the factor of a step of zoom. */
const [STRAY, STEP, ZOOM] = [5, 80, 1.5];

const KEYS = {
  ArrowLeft: (camera) => camera.pan(-STEP, 0),
  ArrowRight: (camera) => camera.pan(STEP, 0),
  ArrowUp: (camera) => camera.pan(0, -STEP),
  ArrowDown: (camera) => camera.pan(0, STEP),
  '+': (camera) => camera.zoom(ZOOM),
  '=': (camera) => camera.zoom(ZOOM),
  '-': (camera) => camera.zoom(1 / ZOOM),
};

export const zoomIn = (camera) => camera.zoom(ZOOM);
export const zoomOut = (camera) => camera.zoom(1 / ZOOM);

/** Moves a chart by pointer, wheel and keys. @param select is told the device that was clicked, or undefined */
export function listenTo(canvas, chart, select) {
  const { camera } = chart;
  const pointers = new Map();
  let strayed = 0;

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 0) strayed = 0;
    pointers.set(event.pointerId, placeOf(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) {
      canvas.classList.toggle('on-device', Boolean(chart.deviceAt(...placeOf(event))));
      return;
    }
    const now = placeOf(event);
    strayed += Math.hypot(now[0] - before[0], now[1] - before[1]);
    pointers.set(event.pointerId, now);
    if (strayed < STRAY) return;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    chart.move(() => {
      if (other) pinch(camera, other, before, now);
      camera.pan((before[0] - now[0]) / pointers.size, (before[1] - now[1]) / pointers.size);
    });
  });
  const end = (event) => {
    const clicked = event.type === 'pointerup' && strayed < STRAY && pointers.size === 1;
    pointers.delete(event.pointerId);
    if (clicked) select(chart.deviceAt(...placeOf(event)));
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const factor = Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0015 : 0.05));
      chart.move(() => camera.zoom(factor, ...placeOf(event)));
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '0' || event.key === 'Home') chart.fit();
    else if (event.key === 'Escape') select(undefined);
    else if (KEYS[event.key]) chart.move(KEYS[event.key]);
    else return;
    event.preventDefault();
  });
}

const placeOf = ({ offsetX, offsetY }) => [offsetX, offsetY];

function pinch(camera, other, before, now) {
  const apart = ([left, top]) => Math.max(Math.hypot(left - other[0], top - other[1]), 1);
  camera.zoom(apart(now) / apart(before), (other[0] + now[0]) / 2, (other[1] + now[1]) / 2);
}
