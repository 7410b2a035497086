/** The scale of a latent map. */

/** Largest ratio between the scales of both axes: a map's axes have no meaning, so it may be stretched. */
const MAX_STRETCH = 1.8;
/** Pixels left free on each side. */
const PADDING = 14;

/** Scale from positions of the map to pixels. */
export function latentScale(places: Float32Array, width: number, height: number): (i: number) => [number, number] {
  const side = (axis: number) => {
    let [low, high] = [Infinity, -Infinity];
    for (let p = axis; p < places.length; p += 2) [low, high] = [Math.min(low, places[p]!), Math.max(high, places[p]!)];
    return { middle: (low + high) / 2, range: high - low || 1 };
  };
  const [x, y] = [side(0), side(1)];
  const fit = { x: (width - 2 * PADDING) / x.range, y: (height - 2 * PADDING) / y.range };
  const across = Math.min(fit.x, MAX_STRETCH * fit.y);
  const down = Math.min(fit.y, MAX_STRETCH * fit.x);
  return (i) => [width / 2 + across * (places[2 * i]! - x.middle), height / 2 + down * (places[2 * i + 1]! - y.middle)];
}
