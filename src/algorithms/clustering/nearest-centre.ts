/**
 * Which centre is nearest to each point, again and again while the centres move: what most of a clustering's time goes
 * into. Centres are bundled, and for each point and bundle a lower bound of the distances is kept; it falls by no more
 * than the bundle's centres move (the triangle inequality), so that most bundles need no look (Ding et al., "Yinyang
 * k-means", ICML 2015). The outcome is that of looking at all.
 */
import { blockDistance, type Points } from '../points.ts';

/** Centres in a bundle, and bundles at most: small bundles move little, and their bounds take memory. */
const BUNDLE = 3;
const MOST_BUNDLES = 256;
/** Bounds are kept this much too low, so that no rounding can lift one above a distance. */
const SLACK = 1 - 1e-6;

export class NearestCentre {
  /** The nearest centre, the first of equals; −1 before the first round. */
  readonly assigned: Int32Array;
  /** City-block distance to it. */
  readonly distances: Float64Array;
  private readonly bundles: number;
  private readonly width: number;
  /** `[points, bundles]`: no centre of the bundle but the assigned one is nearer than this. */
  private readonly bounds: Float32Array;
  private before: Points | undefined;

  constructor(
    private readonly points: Points,
    private readonly k: number,
  ) {
    this.width = Math.max(BUNDLE, Math.ceil(k / MOST_BUNDLES));
    this.bundles = Math.ceil(k / this.width);
    this.assigned = new Int32Array(points.count).fill(-1);
    this.distances = new Float64Array(points.count);
    this.bounds = new Float32Array(points.count * this.bundles);
  }

  /** @returns how many points have another centre than before */
  async look(centres: Points, gate: () => Promise<void>): Promise<number> {
    const moves = this.movesTo(centres);
    const block = Math.max(1, Math.ceil(2e6 / Math.max(1, this.k * this.points.size)));
    let changed = 0;
    for (let i = 0; i < this.points.count; i++) {
      if (this.lookAt(i, centres, moves)) changed++;
      if (i % block === 0) await gate();
    }
    return changed;
  }

  /** The farthest that a centre of each bundle has moved since the last round. */
  private movesTo(centres: Points): Float64Array {
    const moves = new Float64Array(this.bundles);
    if (this.before)
      for (let c = 0; c < this.k; c++) {
        const move = blockDistance(centres, c, this.before, c);
        const bundle = Math.floor(c / this.width);
        moves[bundle] = Math.max(moves[bundle]!, move);
      }
    this.before = { ...centres, values: centres.values.slice() };
    return moves;
  }

  private lookAt(i: number, centres: Points, moves: Float64Array): boolean {
    const { points, bundles, bounds, width, k } = this;
    const had = this.assigned[i]!;
    const own = had < 0 ? Infinity : blockDistance(points, i, centres, had);
    let best = had;
    let least = own;
    for (let b = 0; b < bundles; b++) {
      const at = i * bundles + b;
      const bound = (bounds[at]! - moves[b]!) * SLACK;
      bounds[at] = bound;
      // a bound that is no number bounds nothing
      if (bound > least) continue;
      let lowest = Infinity;
      for (let c = b * width; c < Math.min(k, (b + 1) * width); c++) {
        if (c === had) {
          // given up for one of an earlier bundle
          if (best !== had) lowest = Math.min(lowest, own);
          continue;
        }
        // broken off beyond the nearest, a sum is still a lower bound
        const distance = blockDistance(points, i, centres, c, least);
        if (distance < least || (distance === least && c < best) || best < 0) {
          if (best >= 0) lowest = this.giveUp(i, best, least, b, lowest);
          best = c;
          least = distance;
        } else if (distance < lowest) lowest = distance;
      }
      bounds[at] = lowest * SLACK;
    }
    this.assigned[i] = best;
    this.distances[i] = least;
    return best !== had;
  }

  /** A centre that was the nearest until now counts for its bundle's bound again. @returns the present bundle's */
  private giveUp(i: number, centre: number, distance: number, now: number, lowest: number): number {
    const bundle = Math.floor(centre / this.width);
    if (bundle === now) return Math.min(lowest, distance);
    const at = i * this.bundles + bundle;
    this.bounds[at] = Math.min(this.bounds[at]!, distance * SLACK);
    return lowest;
  }
}
