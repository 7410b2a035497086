/** Which point of a map is meant: by the pointer, or by an arrow key. */
import type { Dot } from './latent-draw.ts';

/** Pixels within which a point is pointed at. */
const POINTER_RADIUS = 11;

type DotPosition = Pick<Dot, 'x' | 'y' | 'state'>;

/** The nearest one; what is asked for or labelled before the pool, of which there is so much more. */
export function nearestDot<T extends DotPosition>(
  dots: readonly T[],
  [x, y]: readonly [number, number],
): T | undefined {
  let best: T | undefined;
  let least = POINTER_RADIUS;
  for (const dot of dots) {
    const distance = Math.hypot(dot.x - x, dot.y - y) - (dot.state === 'pool' ? 0 : 3);
    if (distance < least) [best, least] = [dot, distance];
  }
  return best;
}

/**
 * The nearest one in a direction, as far as it is more ahead than aside; the first one asked for, or the first of all,
 * where none is chosen yet.
 * @param from its place in the list; −1 where none is chosen
 */
export function nextDotInDirection<T extends DotPosition>(
  dots: readonly T[],
  from: number,
  [right, down]: readonly [number, number],
): T | undefined {
  const start = dots[from];
  if (!start) return dots.find((dot) => dot.state === 'queried') ?? dots[0];
  let best: T | undefined;
  let least = Infinity;
  for (const dot of dots) {
    const [x, y] = [dot.x - start.x, dot.y - start.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    if (ahead <= 0 || aside > ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [dot, cost];
  }
  return best;
}
