/**
 * UMAP in two dimensions (McInnes, Healy and Melville 2018, algorithms 1, 4 and 5): connected points attract each other, and
 * each attraction is followed by repulsions from points drawn at random. One seed gives one layout. A layout can start from
 * the last one, so that unchanged points stay near their positions.
 */
import type { Rng } from '../random/rng.ts';
import { fuzzyGraph, type FuzzyGraph } from './fuzzy-graph.ts';
import type { LayoutOptions } from './layout.ts';
import { nearestNeighbours, type ProjectionPoints } from './nearest-neighbours.ts';
import { warmStartPositions, pcaPositions } from './initial-positions.ts';

/** Neighbours per point; the paper's default. */
const NEIGHBOUR_COUNT = 15;
/** Repulsions per attraction. */
const NEGATIVE_SAMPLES = 5;
/**
 * Parameters of the curve 1 / (1 + a d^2b), fitted as in the reference implementation to a minimum distance of 0.5 and a
 * spread of 1; its default distance of 0.1 packs the points of a class too close to select one with a pointer.
 */
const A = 0.58303;
const B = 1.334167;
/** Limit of one step along one axis. */
const MAX_MOVE = 4;
/** For a new layout, and from the last one: fewer and shorter steps, which only follow changes. */
const FROM_SCRATCH = { epochs: 250, rate: 1 };
const WARM_START = { epochs: 80, rate: 0.2 };

/**
 * @returns `[count, 2]`
 * @throws Problem `unfit` where a value is not a number
 */
export async function umap(
  points: ProjectionPoints,
  { rng, previous, checkpoint }: LayoutOptions,
): Promise<Float32Array> {
  const warmStart = previous?.some(Number.isFinite) ? previous : undefined;
  const { epochs, rate } = warmStart ? WARM_START : FROM_SCRATCH;
  const neighbours = await nearestNeighbours(points, NEIGHBOUR_COUNT, () => checkpoint(0, epochs));
  const positions = warmStart
    ? warmStartPositions(warmStart, neighbours, rng.child('start'))
    : pcaPositions(points, rng.child('start'));
  const schedule = scheduleEdges(fuzzyGraph(neighbours), epochs);
  const negativeRng = rng.child('pushes');
  for (let epoch = 0; epoch < epochs; epoch++) {
    await checkpoint(epoch, epochs);
    optimiseEpoch(positions, schedule, epoch, rate * (1 - epoch / epochs), negativeRng);
  }
  return Float32Array.from(positions);
}

interface EdgeSchedule extends Pick<FuzzyGraph, 'from' | 'to'> {
  /** Epochs between attractions along an edge: the strongest edge acts in every epoch. */
  epochsPerSample: Float64Array;
  nextSample: Float64Array;
  nextNegative: Float64Array;
}

/** Edges too weak to act once are left out. */
function scheduleEdges({ from, to, weights }: FuzzyGraph, epochs: number): EdgeSchedule {
  const most = weights.reduce((high, one) => Math.max(high, one), 0);
  const edges = [...weights.keys()].filter((e) => weights[e]! >= most / epochs);
  const epochsPerSample = Float64Array.from(edges, (e) => most / weights[e]!);
  return {
    from: Int32Array.from(edges, (e) => from[e]!),
    to: Int32Array.from(edges, (e) => to[e]!),
    epochsPerSample,
    nextSample: epochsPerSample.slice(),
    nextNegative: epochsPerSample.map((one) => one / NEGATIVE_SAMPLES),
  };
}

function optimiseEpoch(positions: Float64Array, schedule: EdgeSchedule, epoch: number, rate: number, rng: Rng): void {
  const { from, to, epochsPerSample, nextSample, nextNegative } = schedule;
  const count = positions.length / 2;
  for (let e = 0; e < epochsPerSample.length; e++) {
    if (nextSample[e]! > epoch) continue;
    const i = from[e]!;
    attract(positions, i, to[e]!, rate);
    nextSample[e]! += epochsPerSample[e]!;
    const epochsPerNegative = epochsPerSample[e]! / NEGATIVE_SAMPLES;
    const negatives = Math.floor((epoch - nextNegative[e]!) / epochsPerNegative);
    for (let p = 0; p < negatives; p++) repel(positions, i, rng.integer(count), rate);
    nextNegative[e]! += negatives * epochsPerNegative;
  }
}

function attract(positions: Float64Array, i: number, j: number, rate: number): void {
  const squared = squaredDistance(positions, i, j);
  if (squared === 0) return;
  const power = squared ** B;
  const strength = (-2 * A * B * power) / squared / (A * power + 1);
  for (const axis of [0, 1]) {
    const step = rate * clipped(strength * (positions[2 * i + axis]! - positions[2 * j + axis]!));
    positions[2 * i + axis]! += step;
    positions[2 * j + axis]! -= step;
  }
}

function repel(positions: Float64Array, i: number, j: number, rate: number): void {
  if (i === j) return;
  const squared = squaredDistance(positions, i, j);
  const strength = squared > 0 ? (2 * B) / ((0.001 + squared) * (A * squared ** B + 1)) : 0;
  for (const axis of [0, 1]) {
    const step = strength > 0 ? clipped(strength * (positions[2 * i + axis]! - positions[2 * j + axis]!)) : MAX_MOVE;
    positions[2 * i + axis]! += rate * step;
  }
}

function squaredDistance(positions: Float64Array, i: number, j: number): number {
  const x = positions[2 * i]! - positions[2 * j]!;
  const y = positions[2 * i + 1]! - positions[2 * j + 1]!;
  return x * x + y * y;
}

const clipped = (step: number): number => Math.max(-MAX_MOVE, Math.min(MAX_MOVE, step));
