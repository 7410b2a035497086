/**
 * Typicality of points: the inverse of the mean Euclidean distance to the nearest neighbours (Hacohen, Dekel & Weinshall,
 * "Active learning on a budget: opposite strategies suit high and low budgets", ICML 2022, Eq. 4). The distances are averaged, not
 * their squares, which would rank some points the other way.
 */
import { inMemorySource } from '../feature-source.ts';
import type { Points } from '../points.ts';
import { ExactSearch } from './exact-search.ts';

/** Neighbours of a point; half of the points where these are fewer. */
export const TYPICALITY_NEIGHBOURS = 20;
/** Added to the mean distance, so that duplicates have a finite typicality. */
const LEAST_DISTANCE = 1e-5;
/** Points whose neighbours are searched at a time. */
const BLOCK = 1024;

/** Number of neighbours that typicality among so many points is computed from. */
export const neighbourCount = (points: number): number => Math.min(TYPICALITY_NEIGHBOURS, Math.floor(points / 2));

/**
 * Typicality of each of these points among them.
 * @returns `[points.count]`; 0 for a point without a neighbour
 * @throws Problem `unfit` where a value is not a finite number
 */
export async function typicalityAmong(points: Points, checkpoint: () => Promise<void>): Promise<Float64Array> {
  const k = neighbourCount(points.count);
  // the nearest of a point's neighbours is itself, or a duplicate at distance 0
  return typicalityIn(points, points, { k, ofThemselves: true, checkpoint });
}

interface TypicalityOptions {
  /** Number of neighbours. */
  k: number;
  /** Whether the places are the points themselves, none of which is its own neighbour. */
  ofThemselves: boolean;
  checkpoint: () => Promise<void>;
}

/**
 * Typicality of places among points.
 * @returns `[places.count]`; 0 where k is 0
 * @throws Problem `unfit` where a value of the points is not a finite number
 */
export async function typicalityIn(
  places: Points,
  points: Points,
  { k, ofThemselves, checkpoint }: TypicalityOptions,
): Promise<Float64Array> {
  const typicality = new Float64Array(places.count);
  if (k === 0) return typicality;
  const skipped = ofThemselves ? 1 : 0;
  const search = await ExactSearch.build(inMemorySource(points), checkpoint);
  for (let from = 0; from < places.count; from += BLOCK) {
    const to = Math.min(from + BLOCK, places.count);
    const queries = places.values.subarray(from * places.size, to * places.size);
    const { distances, each } = await search.nearest(queries, { k: k + skipped, excluded: new Set(), checkpoint });
    for (let i = 0; i < to - from; i++) {
      let sum = 0;
      for (let n = skipped; n < each; n++) sum += Math.sqrt(distances[i * each + n]!);
      typicality[from + i] = 1 / (sum / (each - skipped) + LEAST_DISTANCE);
    }
  }
  return typicality;
}
