import { boxOf, EQUATOR, latOf, nearest } from './mercator.mjs';

/** Pixels that the world is wide: all of it, and 5 cm a pixel. */
const [LEAST, MOST] = [256, EQUATOR * 20];
/** Pixels that stay free around what is fitted in. */
const MARGIN = 70;
/** Metres that a fitted view shows at least, so that one drone alone is no dot in nowhere. */
const FITTED = 400;

/** What part of the world is seen. Sizes are in CSS pixels. */
export class Camera {
  x = 0.5;
  y = 0.45;
  scale = 900;
  width = 1;
  height = 1;

  /** Metres of a pixel in the middle of the view. */
  get metersPerPixel() {
    return (EQUATOR * Math.cos((latOf(this.y) * Math.PI) / 180)) / this.scale;
  }

  resize(width, height) {
    [this.width, this.height] = [width, height];
    this.#settle();
  }

  /** Whole worlds to add to an x so that it is seen nearest to the middle. */
  shiftOf = (x) => nearest(x, this.x) - x;

  left = (x) => this.width / 2 + (x - this.x) * this.scale;
  top = (y) => this.height / 2 + (y - this.y) * this.scale;
  xAt = (left) => this.x + (left - this.width / 2) / this.scale;
  yAt = (top) => this.y + (top - this.height / 2) / this.scale;

  pan(right, down) {
    this.x += right / this.scale;
    this.y += down / this.scale;
    this.#settle();
  }

  /** Zooms, with what is at a pixel staying there. */
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = [this.xAt(left), this.yAt(top)];
    this.scale = Math.min(Math.max(this.scale * factor, LEAST), MOST);
    this.x += x - this.xAt(left);
    this.y += y - this.yAt(top);
    this.#settle();
  }

  /** Shows all of these points. */
  fit(points) {
    if (points.length === 0) return;
    const { left, width, top, bottom } = boxOf(points);
    this.x = left + width / 2;
    this.y = (top + bottom) / 2;
    const least = FITTED / (this.metersPerPixel * this.scale);
    const room = (size) => Math.max(size - 2 * MARGIN, size / 3);
    const scale = Math.min(
      room(this.width) / Math.max(width, least),
      room(this.height) / Math.max(bottom - top, least),
    );
    this.scale = Math.min(Math.max(scale, LEAST), MOST);
    this.#settle();
  }

  /** Whether a point is in the view, and not at its very edge. */
  sees({ x, y }, margin = 10) {
    const [left, top] = [this.left(x + this.shiftOf(x)), this.top(y)];
    return left > margin && left < this.width - margin && top > margin && top < this.height - margin;
  }

  /** Brings a point into the view where it is not. */
  reveal(point) {
    if (!this.sees(point, MARGIN)) [this.x, this.y] = [point.x, point.y];
    this.#settle();
  }

  #settle() {
    this.x -= Math.floor(this.x);
    this.y = Math.min(Math.max(this.y, 0), 1);
  }
}
