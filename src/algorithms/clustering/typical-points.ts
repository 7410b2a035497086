/**
 * Typical points of clusters (TypiClust: Hacohen, Dekel & Weinshall, ICML 2022, Algorithm 1, and the authors' code): as many
 * clusters as there will be labels; of each cluster in turn, those with fewer labels and then larger ones first, the point
 * of highest typicality among the cluster's candidates.
 */
import type { Rng } from '../../random/rng.ts';
import { typicalityAmong } from '../neighbours/typicality.ts';
import { pointsAt, type Points } from '../points.ts';
import { tieOrder } from '../tie-order.ts';
import { kMeans } from './k-means.ts';

/** Clusters with at most so many points are passed over while others have candidates. */
const SMALL_CLUSTER = 5;

interface TypicalOptions {
  /** The first so many points may be selected; the others are labelled. */
  candidates: number;
  /** Number of points to select, at most all candidates. */
  size: number;
  maxClusters: number;
  rng: Rng;
}

export interface TypicalPoints {
  /** Selected points, in the order of selection. */
  positions: Int32Array;
  /** Of each among the candidates of its cluster when it was selected. */
  typicality: Float32Array;
  /** Number of clusters. */
  clusters: number;
}

/**
 * @param checkpoint awaited after each block of work
 * @throws Problem `unfit` where a value is not a finite number
 */
export async function typicalPoints(
  points: Points,
  { candidates, size, maxClusters, rng }: TypicalOptions,
  checkpoint: () => Promise<void>,
): Promise<TypicalPoints> {
  const labelledCount = points.count - candidates;
  const clusters = Math.min(labelledCount + size, maxClusters, points.count);
  const positions = new Int32Array(size);
  const typicality = new Float32Array(size);
  if (size === 0) return { positions, typicality, clusters };
  const { assigned } = await kMeans(points, clusters, rng.child('clusters'), checkpoint);
  const order = tieOrder(rng);
  const queue = clusterQueue(assigned, { candidates, clusters });
  for (let selected = 0, turn = 0; selected < size; turn++) {
    const members = queue.membersOf(turn);
    if (members.length === 0) continue;
    const values = await typicalityAmong(pointsAt(points, Int32Array.from(members)), checkpoint);
    let best = 0;
    for (let m = 1; m < members.length; m++)
      if (values[m]! > values[best]! || (values[m] === values[best] && order(members[m]!) < order(members[best]!)))
        best = m;
    positions[selected] = members[best]!;
    typicality[selected] = values[best]!;
    members.splice(best, 1);
    selected++;
    await checkpoint();
  }
  return { positions, typicality, clusters };
}

interface ClusterQueue {
  /** The candidates left in the cluster whose turn it is, for the caller to take from. */
  membersOf(turn: number): number[];
}

/**
 * The clusters in their order, which is not changed by the selection; small ones follow once the others have no candidates left.
 * @param assigned cluster of each point
 */
export function clusterQueue(
  assigned: Int32Array,
  { candidates, clusters }: { candidates: number; clusters: number },
): ClusterQueue {
  const all = Array.from({ length: clusters }, () => ({ size: 0, labelled: 0, members: [] as number[] }));
  assigned.forEach((cluster, point) => {
    const one = all[cluster]!;
    one.size++;
    if (point < candidates) one.members.push(point);
    else one.labelled++;
  });
  all.sort((a, b) => a.labelled - b.labelled || b.size - a.size);
  const large = all.filter((one) => one.size > SMALL_CLUSTER);
  const groups = [large, all.filter((one) => one.size <= SMALL_CLUSTER)];
  let start = 0;
  return {
    membersOf(turn) {
      while (groups.length > 1 && groups[0]!.every((one) => one.members.length === 0)) {
        groups.shift();
        start = turn;
      }
      return groups[0]![(turn - start) % groups[0]!.length]!.members;
    },
  };
}
