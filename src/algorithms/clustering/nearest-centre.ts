/**
 * The nearest centre of each point while centres move, which takes most of the time of a clustering. Centres are grouped, and
 * a lower bound of the distances is kept for each point and group; it decreases by at most the movement of the group's
 * centres (triangle inequality), so that most groups are skipped (Ding et al., "Yinyang k-means", ICML 2015). The result is
 * that of comparing with all centres.
 */
import { cityBlockDistance, type Points } from '../points.ts';

/** Centres per group, and the largest number of groups: small groups move less, but their bounds need memory. */
const MIN_GROUP_SIZE = 3;
const MAX_GROUPS = 256;
/** Bounds are lowered by this factor, so that rounding cannot raise one above a distance. */
const SLACK = 1 - 1e-6;

export class NearestCentre {
  /** The nearest centre, of equals the first (their order is drawn); −1 before the first round. */
  readonly assigned: Int32Array;
  /** City-block distance to the nearest centre. */
  readonly distances: Float64Array;
  private readonly groupCount: number;
  private readonly groupSize: number;
  /** `[points, groups]`: no centre of the group except the assigned one is nearer than this. */
  private readonly bounds: Float32Array;
  private previousCentres: Points | undefined;

  constructor(
    private readonly points: Points,
    private readonly k: number,
  ) {
    this.groupSize = Math.max(MIN_GROUP_SIZE, Math.ceil(k / MAX_GROUPS));
    this.groupCount = Math.ceil(k / this.groupSize);
    this.assigned = new Int32Array(points.count).fill(-1);
    this.distances = new Float64Array(points.count);
    this.bounds = new Float32Array(points.count * this.groupCount);
  }

  /** @returns the number of points whose centre has changed */
  async update(centres: Points, checkpoint: () => Promise<void>): Promise<number> {
    const moves = this.centreMoves(centres);
    const block = Math.max(1, Math.ceil(2e6 / Math.max(1, this.k * this.points.size)));
    let changed = 0;
    for (let i = 0; i < this.points.count; i++) {
      if (this.updatePoint(i, centres, moves)) changed++;
      if (i % block === 0) await checkpoint();
    }
    return changed;
  }

  /** The largest movement of a centre in each group since the last round. */
  private centreMoves(centres: Points): Float64Array {
    const moves = new Float64Array(this.groupCount);
    if (this.previousCentres)
      for (let c = 0; c < this.k; c++) {
        const move = cityBlockDistance(centres, c, this.previousCentres, c);
        const group = Math.floor(c / this.groupSize);
        moves[group] = Math.max(moves[group]!, move);
      }
    this.previousCentres = { ...centres, values: centres.values.slice() };
    return moves;
  }

  private updatePoint(i: number, centres: Points, moves: Float64Array): boolean {
    const { points, groupCount, bounds, groupSize, k } = this;
    const previous = this.assigned[i]!;
    const own = previous < 0 ? Infinity : cityBlockDistance(points, i, centres, previous);
    let best = previous;
    let least = own;
    for (let b = 0; b < groupCount; b++) {
      const at = i * groupCount + b;
      const bound = (bounds[at]! - moves[b]!) * SLACK;
      bounds[at] = bound;
      // A bound that is not a number excludes nothing.
      if (bound > least) continue;
      let lowest = Infinity;
      for (let c = b * groupSize; c < Math.min(k, (b + 1) * groupSize); c++) {
        if (c === previous) {
          // Replaced by a centre of an earlier group.
          if (best !== previous) lowest = Math.min(lowest, own);
          continue;
        }
        // a sum that was stopped beyond the nearest is still a lower bound
        const distance = cityBlockDistance(points, i, centres, c, least);
        if (distance < least || (distance === least && c < best) || best < 0) {
          if (best >= 0) lowest = this.releaseCentre(i, best, least, b, lowest);
          best = c;
          least = distance;
        } else if (distance < lowest) lowest = distance;
      }
      bounds[at] = lowest * SLACK;
    }
    this.assigned[i] = best;
    this.distances[i] = least;
    return best !== previous;
  }

  /** Includes the previously nearest centre in the bound of its group again. @returns the bound of the present group */
  private releaseCentre(i: number, centre: number, distance: number, now: number, lowest: number): number {
    const group = Math.floor(centre / this.groupSize);
    if (group === now) return Math.min(lowest, distance);
    const at = i * this.groupCount + group;
    this.bounds[at] = Math.min(this.bounds[at]!, distance * SLACK);
    return lowest;
  }
}
