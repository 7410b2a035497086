/** The dot of a map that pointer or arrow key refers to. */

export type DotState = 'pool' | 'labelled' | 'queried';

/** Pixels around the pointer. */
const POINTER_RADIUS = 11;

interface DotPosition {
  x: number;
  y: number;
  state: DotState;
}

/** The nearest dot; queried and labelled ones take precedence over the pool. */
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
 * The nearest dot in a direction, within 45° of it; the first queried one, or the first of all, where none is selected.
 * @param from position in the list; −1 where none is selected
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
