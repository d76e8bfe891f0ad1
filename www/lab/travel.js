// @ts-check
/** Bars that travel: each begins where its value was before and ends where it is now (first, last, invert, play). Only
 * transforms and opacity move, so that nothing else on the page does. */

/** Milliseconds: until the last bar has begun, and from there to its end. */
const [SPREAD, TRAVEL] = [80, 320];
const EASING = "cubic-bezier(0.3, 0, 0.2, 1)";

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

/** A box that has an area: what is scaled may not be flat.
 * @param {{left: number, top: number, width: number, height: number}} box */
const solid = ({ left, top, width, height }) => ({
  left,
  top,
  width: Math.max(1, width),
  height: Math.max(1, height),
});

/** The transform that puts an element of one box, its origin top left, onto another.
 * @param {ReturnType<typeof solid>} own
 * @param {ReturnType<typeof solid>} other */
const onto = (own, other) =>
  `translate(${other.left - own.left}px, ${other.top - own.top}px) scale(${other.width / own.width}, ${other.height / own.height})`;

/** One slice of a picture for each bar: an image has no bars, but its columns can become some.
 * @param {Element} picture
 * @param {number} count */
export function slices(picture, count) {
  const { left, top, width, height } = picture.getBoundingClientRect();
  return Array.from({ length: count }, (_, at) =>
    solid({ left: left + (width * at) / count, top, width: width / count, height }),
  );
}

/** @param {Iterable<Element>} bars */
export const boxes = (bars) => Array.from(bars, (bar) => solid(bar.getBoundingClientRect()));

/** When the bar at this place of so many moves.
 * @param {number} at
 * @param {number} count */
const timing = (at, count) => ({
  duration: TRAVEL,
  delay: (SPREAD * at) / Math.max(1, count - 1),
  easing: EASING,
});

/** The bars come from these boxes.
 * @param {Element[]} bars
 * @param {ReturnType<typeof boxes>} from */
export function arrive(bars, from) {
  if (still?.matches) return;
  const own = boxes(bars);
  bars.forEach((bar, at) => {
    const keyframes = [
      { transform: onto(own[at], from[at]), opacity: 0.6 },
      { transform: "none", opacity: 1 },
    ];
    bar.animate(keyframes, { ...timing(at, bars.length), fill: "backwards" });
  });
}

/** Copies of the bars go to where others stand, and are gone: what they say is part of those now.
 * @param {Element[]} bars
 * @param {Element[]} others
 * @param {Element} layer that lies over both */
export function join(bars, others, layer) {
  if (still?.matches) return;
  const [from, to, ground] = [boxes(bars), boxes(others), layer.getBoundingClientRect()];
  bars.forEach((bar, at) => {
    const copy = /** @type {HTMLElement} */ (bar.cloneNode());
    const { left, top, width, height } = from[at];
    copy.style.cssText = `left:${left - ground.left}px;top:${top - ground.top}px;width:${width}px;height:${height}px`;
    layer.append(copy);
    const keyframes = [
      { transform: "none", opacity: 1 },
      { transform: onto(from[at], to[at]), opacity: 0.8, offset: 0.8 },
      { transform: onto(from[at], to[at]), opacity: 0 },
    ];
    const moving = copy.animate(keyframes, { ...timing(at, bars.length), fill: "both" });
    moving.finished.catch(() => {}).then(() => copy.remove());
  });
}
