/**
 * UMAP in two dimensions (McInnes, Healy and Melville 2018, algorithms 1, 4 and 5): points that belong together pull at
 * each other, and every pull is answered by pushes from points drawn at random. One seed gives one layout, and a layout
 * can begin where the last one ended: what has not changed then stays about where it was.
 */
import type { Draws } from '../random/rng.ts';
import { fuzzyGraph, type Graph } from './fuzzy-graph.ts';
import { nearestNeighbours, type Points } from './nearest-neighbours.ts';
import { lastStart, principalStart } from './initial-positions.ts';

/** Whom each point is held together with; the paper's default. */
const NEIGHBOURS = 15;
/** Pushes for each pull. */
const PUSHES = 5;
/**
 * Of the curve 1 / (1 + a d^2b) fitted, as in the reference implementation, to a least distance of 0.5 and a spread of 1:
 * its own 0.1 packs the points of a class too close for a pointer to choose among them.
 */
const A = 0.58303;
const B = 1.334167;
/** Of one step along one axis. */
const LONGEST = 4;
/** From scratch, and from the last layout: fewer and shorter steps, which only follow what has changed. */
const FRESH = { epochs: 250, rate: 1 };
const FOLLOWING = { epochs: 80, rate: 0.2 };

export interface LayoutOptions {
  draws: Draws;
  /** The last layout, `[count, 2]`, NaN for points that were not in it. */
  last?: Float32Array | undefined;
  /** Awaited often; may throw to end the work. Of `total` steps `done` are done. */
  pass: (done: number, total: number) => void | Promise<void>;
}

/**
 * @returns `[count, 2]`
 * @throws Problem `unfit` where a value is no number
 */
export async function layOut(points: Points, { draws, last, pass }: LayoutOptions): Promise<Float32Array> {
  const before = last?.some(Number.isFinite) ? last : undefined;
  const { epochs, rate } = before ? FOLLOWING : FRESH;
  const neighbours = await nearestNeighbours(points, NEIGHBOURS, () => pass(0, epochs));
  const places = before
    ? lastStart(before, neighbours, draws.child('start'))
    : principalStart(points, draws.child('start'));
  const pulls = scheduled(fuzzyGraph(neighbours), epochs);
  const pushes = draws.child('pushes');
  for (let epoch = 0; epoch < epochs; epoch++) {
    await pass(epoch, epochs);
    oneEpoch(places, pulls, epoch, rate * (1 - epoch / epochs), pushes);
  }
  return Float32Array.from(places);
}

interface Pulls extends Pick<Graph, 'from' | 'to'> {
  /** Epochs from one pull to the next: the strongest edge pulls in every epoch. */
  every: Float64Array;
  next: Float64Array;
  nextPush: Float64Array;
}

/** Edges too weak to pull once are left out. */
function scheduled({ from, to, weights }: Graph, epochs: number): Pulls {
  const most = weights.reduce((high, one) => Math.max(high, one), 0);
  const kept = [...weights.keys()].filter((e) => weights[e]! >= most / epochs);
  const every = Float64Array.from(kept, (e) => most / weights[e]!);
  return {
    from: Int32Array.from(kept, (e) => from[e]!),
    to: Int32Array.from(kept, (e) => to[e]!),
    every,
    next: every.slice(),
    nextPush: every.map((one) => one / PUSHES),
  };
}

function oneEpoch(places: Float64Array, pulls: Pulls, epoch: number, rate: number, draws: Draws): void {
  const { from, to, every, next, nextPush } = pulls;
  const count = places.length / 2;
  for (let e = 0; e < every.length; e++) {
    if (next[e]! > epoch) continue;
    const i = from[e]!;
    pull(places, i, to[e]!, rate);
    next[e]! += every[e]!;
    const between = every[e]! / PUSHES;
    const due = Math.floor((epoch - nextPush[e]!) / between);
    for (let p = 0; p < due; p++) push(places, i, draws.integer(count), rate);
    nextPush[e]! += due * between;
  }
}

function pull(places: Float64Array, i: number, j: number, rate: number): void {
  const squared = squaredBetween(places, i, j);
  if (squared === 0) return;
  const power = squared ** B;
  const strength = (-2 * A * B * power) / squared / (A * power + 1);
  for (const axis of [0, 1]) {
    const step = rate * bounded(strength * (places[2 * i + axis]! - places[2 * j + axis]!));
    places[2 * i + axis]! += step;
    places[2 * j + axis]! -= step;
  }
}

function push(places: Float64Array, i: number, j: number, rate: number): void {
  if (i === j) return;
  const squared = squaredBetween(places, i, j);
  const strength = squared > 0 ? (2 * B) / ((0.001 + squared) * (A * squared ** B + 1)) : 0;
  for (const axis of [0, 1]) {
    const step = strength > 0 ? bounded(strength * (places[2 * i + axis]! - places[2 * j + axis]!)) : LONGEST;
    places[2 * i + axis]! += rate * step;
  }
}

function squaredBetween(places: Float64Array, i: number, j: number): number {
  const x = places[2 * i]! - places[2 * j]!;
  const y = places[2 * i + 1]! - places[2 * j + 1]!;
  return x * x + y * y;
}

const bounded = (step: number): number => Math.max(-LONGEST, Math.min(LONGEST, step));
