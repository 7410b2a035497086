/**
 * Approximate nearest neighbours by inverted lists (Sivic & Zisserman 2003; the IVF of FAISS): K-means parts the samples into
 * cells, and a query looks only into the cells whose centres are nearest to it. How many cells, `probes`, is found when the
 * lists are made: the fewest that gave the recall that is aimed at; then the recall is measured on other queries.
 */
import type { Draws } from '../../random/rng.ts';
import { ExactSearch } from './exact-search.ts';
import { gathered, sourceOf, type FeatureSource } from '../feature-source.ts';
import { kMeans, nearestCentres } from '../clustering/k-means.ts';
import { attainable, Nearest, type Neighbours, type NeighbourSearch } from './neighbours.ts';
import { inOrder, squaredDistance, type Points } from '../points.ts';

export interface ListOptions {
  draws: Draws;
  gate: () => Promise<void>;
  /** Share of the ten nearest that a query should find, 0 to 1. */
  aim?: number;
}

/** What the lists are made of, for storing them. */
export interface ListParts {
  count: number;
  dimensions: number;
  /** `[count, dimensions]`, cell after cell. */
  values: Float32Array;
  /** Which sample each row of `values` is. */
  order: Int32Array;
  /** Where each cell's rows begin, and last the count: one more than there are cells. */
  starts: Int32Array;
  /** `[cells, dimensions]`. */
  centres: Float32Array;
  /** Cells that a query looks into. */
  probes: number;
  /** Share of the ten nearest that was found, over samples as queries that had no part in choosing `probes`. */
  recall: number;
}

const MOST_CELLS = 1024;
/** Samples of a cell from which its centre is learned. */
const LEARNED_FROM = 32;
/** Samples that serve as queries, one half to choose the probes and the other to measure, and neighbours of each. */
const ASKED = 128;
const NEIGHBOURS = 10;

export class InvertedLists implements NeighbourSearch {
  readonly count: number;
  readonly dimensions: number;
  readonly kind = 'approximate';
  private readonly points: Points;
  private readonly centres: Points;

  constructor(readonly parts: ListParts) {
    const { count, dimensions: size, values, centres } = parts;
    this.count = count;
    this.dimensions = size;
    this.points = { values, count, size };
    this.centres = { values: centres, count: centres.length / size, size };
  }

  /** Of the ten nearest to a sample, the share that is found. */
  get recall(): number {
    return this.parts.recall;
  }

  /** @throws Problem `unfit` where a feature is no number */
  static async over(source: FeatureSource, { draws, gate, aim = 0.95 }: ListOptions): Promise<InvertedLists> {
    const points = await gathered(source, gate);
    const { count, size } = points;
    const cells = Math.max(1, Math.min(MOST_CELLS, Math.round(Math.sqrt(count))));
    const few = sampled(points, Math.min(count, cells * LEARNED_FROM), draws.child('learned-from'));
    const { centres } =
      count > 0
        ? await kMeans(few, cells, draws.child('centres'), gate)
        : { centres: { values: new Float32Array(size), count: 1, size } };
    const assigned = await nearestCentres(points, centres, gate);
    const parts = { ...listed(points, assigned, centres), probes: cells, recall: 1 };
    const lists = new InvertedLists(parts);
    if (cells === 1) return lists;
    const ranks = await lists.ranks(draws.child('asked'), gate);
    const half = ranks.length >> 1;
    const chosenBy = ranks.slice(0, half).flat();
    const measuredBy = ranks.slice(half).flat();
    const probes = 1 + chosenBy.sort((a, b) => a - b)[Math.ceil(aim * chosenBy.length) - 1]!;
    const recall = measuredBy.filter((rank) => rank < probes).length / measuredBy.length;
    return new InvertedLists({ ...parts, probes, recall });
  }

  async nearest(
    queries: Float32Array,
    k: number,
    excluded: ReadonlySet<number>,
    gate: () => Promise<void>,
  ): Promise<Neighbours> {
    const { dimensions: size } = this;
    const { order, starts, probes } = this.parts;
    const asked: Points = { values: queries, count: queries.length / size, size };
    const each = attainable(k, this.count, excluded);
    const found: Nearest[] = [];
    for (let q = 0; q < asked.count; q++) {
      const nearest = new Nearest(each);
      const cells = this.cellsFor(asked, q);
      // further cells where these hold too few
      for (let at = 0; at < cells.length && (at < probes || !nearest.full); at++) {
        const cell = cells[at]!;
        for (let i = starts[cell]!; i < starts[cell + 1]!; i++) {
          const distance = squaredDistance(asked, q, this.points, i, nearest.reach);
          // that many fewer are looked up
          if (!(distance > nearest.reach) && !excluded.has(order[i]!)) nearest.offer(order[i]!, distance);
        }
      }
      found.push(nearest);
      await gate();
    }
    return Nearest.together(found, each);
  }

  /** All cells, that of the nearest centre first. */
  private cellsFor(queries: Points, q: number): Int32Array {
    const apart = Float64Array.from({ length: this.centres.count }, (_, c) =>
      squaredDistance(queries, q, this.centres, c),
    );
    return Int32Array.from(apart.keys()).sort((a, b) => apart[a]! - apart[b]!);
  }

  /** For each of some samples as queries, at which place in its order of cells each of its true neighbours lies. */
  private async ranks(draws: Draws, gate: () => Promise<void>): Promise<number[][]> {
    const { count, dimensions: size } = this;
    const rows = draws.permutation(count).subarray(0, Math.min(ASKED, count));
    const queries = inOrder(this.points, rows);
    const exact = await ExactSearch.over(sourceOf(this.points), gate);
    // itself is among them and left out below
    const truth = await exact.nearest(queries, Math.min(NEIGHBOURS + 1, count), new Set(), gate);
    const cellOf = new Int32Array(count);
    const { starts } = this.parts;
    for (let cell = 0; cell + 1 < starts.length; cell++) cellOf.fill(cell, starts[cell], starts[cell + 1]);
    return Array.from(rows, (row, q) => {
      const places = new Int32Array(this.centres.count);
      for (const [place, cell] of this.cellsFor({ values: queries, count: rows.length, size }, q).entries())
        places[cell] = place;
      const others = [...truth.indices.subarray(q * truth.each, (q + 1) * truth.each)].filter((i) => i !== row);
      return others.slice(0, NEIGHBOURS).map((i) => places[cellOf[i]!]!);
    });
  }
}

function sampled(points: Points, wanted: number, draws: Draws): Points {
  const chosen = draws.permutation(points.count).subarray(0, wanted).sort();
  return { values: inOrder(points, chosen), count: wanted, size: points.size };
}

/** The samples cell after cell, in each by index. */
function listed(points: Points, assigned: Int32Array, centres: Points) {
  const starts = new Int32Array(centres.count + 1);
  for (const cell of assigned) starts[cell + 1]!++;
  for (let cell = 0; cell < centres.count; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const { count, size: dimensions } = points;
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[assigned[i]!]!++] = i;
  return { count, dimensions, values: inOrder(points, order), order, starts, centres: centres.values };
}
