/**
 * Approximate nearest neighbours by inverted lists (Sivic & Zisserman 2003; IVF in FAISS): k-means divides the samples into
 * cells, and a query searches only the cells with the nearest centres. Their number, `probes`, is chosen when the lists are
 * built: the fewest cells with the target recall; the recall is then measured on other queries.
 */
import type { Rng } from '../../random/rng.ts';
import { ExactSearch } from './exact-search.ts';
import { readAllFeatures, inMemorySource, type FeatureSource } from '../feature-source.ts';
import { kMeans, nearestCentres } from '../clustering/k-means.ts';
import { searchEachQuery, type Neighbours, type NeighbourSearch, type Query } from './neighbours.ts';
import { rowsInOrder, squaredDistance, type Points } from '../points.ts';

export interface InvertedListOptions {
  rng: Rng;
  checkpoint: () => Promise<void>;
  /** Share of the ten nearest that a query should find, 0 to 1. */
  targetRecall?: number;
}

/** The arrays of the lists, for storing them. */
export interface InvertedListParts {
  count: number;
  dimensions: number;
  /** `[count, dimensions]`, cell after cell. */
  values: Float32Array;
  /** The sample of each row of `values`. */
  order: Int32Array;
  /** First row of each cell, and the number of rows at the end: one more than there are cells. */
  starts: Int32Array;
  /** `[cells, dimensions]`. */
  centres: Float32Array;
  /** Cells that a query searches. */
  probes: number;
  /** Share of the ten nearest that was found, for samples as queries that were not used to choose `probes`. */
  recall: number;
}

const MAX_CELLS = 1024;
/** Samples of a cell from which its centre is learned. */
const SAMPLES_PER_CENTRE = 32;
/** Number of samples used as queries, half of them to choose the probes and half to measure the recall, and neighbours of each. */
const CALIBRATION_QUERIES = 128;
const NEIGHBOURS = 10;

export class InvertedLists implements NeighbourSearch {
  readonly count: number;
  readonly dimensions: number;
  readonly kind = 'approximate';
  private readonly points: Points;
  private readonly centres: Points;

  constructor(readonly parts: InvertedListParts) {
    const { count, dimensions: size, values, centres } = parts;
    this.count = count;
    this.dimensions = size;
    this.points = { values, count, size };
    this.centres = { values: centres, count: centres.length / size, size };
  }

  /** Share of the ten nearest to a sample that is found. */
  get recall(): number {
    return this.parts.recall;
  }

  /** @throws Problem `unfit` where a feature is not a finite number */
  static async build(
    source: FeatureSource,
    { rng, checkpoint, targetRecall = 0.95 }: InvertedListOptions,
  ): Promise<InvertedLists> {
    const points = await readAllFeatures(source, checkpoint);
    const { count, size } = points;
    const cells = Math.max(1, Math.min(MAX_CELLS, Math.round(Math.sqrt(count))));
    const trainingPoints = sampleRows(points, Math.min(count, cells * SAMPLES_PER_CENTRE), rng.child('learned-from'));
    const { centres } =
      count > 0
        ? await kMeans(trainingPoints, cells, rng.child('centres'), checkpoint)
        : { centres: { values: new Float32Array(size), count: 1, size } };
    const assigned = await nearestCentres(points, centres, checkpoint);
    const parts = { ...groupByCell(points, assigned, centres), probes: cells, recall: 1 };
    const lists = new InvertedLists(parts);
    if (cells === 1) return lists;
    const ranks = await lists.cellRanks(rng.child('asked'), checkpoint);
    const half = ranks.length >> 1;
    const calibrationRanks = ranks.slice(0, half).flat();
    const evaluationRanks = ranks.slice(half).flat();
    const probes = 1 + calibrationRanks.sort((a, b) => a - b)[Math.ceil(targetRecall * calibrationRanks.length) - 1]!;
    const recall = evaluationRanks.filter((rank) => rank < probes).length / evaluationRanks.length;
    return new InvertedLists({ ...parts, probes, recall });
  }

  nearest(...query: Query): Promise<Neighbours> {
    const [, { excluded }] = query;
    const { order, starts, probes } = this.parts;
    return searchEachQuery(this, query, (points, q, nearest) => {
      const cells = this.cellsByDistance(points, q);
      // Further cells where the probed ones have too few samples.
      for (let at = 0; at < cells.length && (at < probes || !nearest.full); at++) {
        const cell = cells[at]!;
        for (let i = starts[cell]!; i < starts[cell + 1]!; i++) {
          const distance = squaredDistance(points, q, this.points, i, nearest.maxDistance);
          // The cheaper test first.
          if (!(distance > nearest.maxDistance) && !excluded.has(order[i]!)) nearest.insert(order[i]!, distance);
        }
      }
    });
  }

  /** All cells, that of the nearest centre first. */
  private cellsByDistance(queries: Points, q: number): Int32Array {
    const distances = Float64Array.from({ length: this.centres.count }, (_, c) =>
      squaredDistance(queries, q, this.centres, c),
    );
    return Int32Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]!);
  }

  /** For some samples as queries, the rank of the cell of each true neighbour in the query's order of cells. */
  private async cellRanks(rng: Rng, checkpoint: () => Promise<void>): Promise<number[][]> {
    const { count, dimensions: size } = this;
    const rows = rng.permutation(count).subarray(0, Math.min(CALIBRATION_QUERIES, count));
    const queries = rowsInOrder(this.points, rows);
    const exact = await ExactSearch.build(inMemorySource(this.points), checkpoint);
    // the sample itself is among them, and is left out below
    const k = Math.min(NEIGHBOURS + 1, count);
    const truth = await exact.nearest(queries, { k, excluded: new Set(), checkpoint });
    const cellOf = new Int32Array(count);
    const { starts } = this.parts;
    for (let cell = 0; cell + 1 < starts.length; cell++) cellOf.fill(cell, starts[cell], starts[cell + 1]);
    return Array.from(rows, (row, q) => {
      const places = new Int32Array(this.centres.count);
      for (const [place, cell] of this.cellsByDistance({ values: queries, count: rows.length, size }, q).entries())
        places[cell] = place;
      const others = [...truth.indices.subarray(q * truth.each, (q + 1) * truth.each)].filter((i) => i !== row);
      return others.slice(0, NEIGHBOURS).map((i) => places[cellOf[i]!]!);
    });
  }
}

function sampleRows(points: Points, sampleCount: number, rng: Rng): Points {
  const rows = rng.permutation(points.count).subarray(0, sampleCount).sort();
  return { values: rowsInOrder(points, rows), count: sampleCount, size: points.size };
}

/** The samples cell after cell, in each by index. */
function groupByCell(points: Points, assigned: Int32Array, centres: Points) {
  const starts = new Int32Array(centres.count + 1);
  for (const cell of assigned) starts[cell + 1]!++;
  for (let cell = 0; cell < centres.count; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const { count, size: dimensions } = points;
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[assigned[i]!]!++] = i;
  return { count, dimensions, values: rowsInOrder(points, order), order, starts, centres: centres.values };
}
