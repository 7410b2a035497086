/**
 * t-SNE in two dimensions (van der Maaten and Hinton 2008, "Visualizing data using t-SNE", JMLR 9): similarities of Gaussians
 * whose width gives every point the same perplexity, matched by a Student t distribution on the plane. All pairs are computed
 * exactly, which suits a few thousand points. One seed gives one layout; a layout can start from the last one.
 */
import type { Rng } from '../random/rng.ts';
import { pcaPositions, warmStartPositions } from './initial-positions.ts';
import type { LayoutOptions } from './layout.ts';
import { nearestNeighbours, requireFinite, squaredDistance, type ProjectionPoints } from './nearest-neighbours.ts';

/** The paper's advice is 5 to 50. */
const PERPLEXITY = 30;
/** Each point's neighbours must be three times the perplexity at least. */
const NEIGHBOURS_PER_PERPLEXITY = 3;
/** New positions are a small cloud: half its width. */
const INITIAL_HALF_WIDTH = 1e-3;
/** Attractions are this much stronger at first, so that groups find together (the paper: 4; 12 is what later programs use). */
const EXAGGERATION = 12;
/** Iterations from scratch, of which the first are exaggerated, and from the last layout. */
const FROM_SCRATCH = { iterations: 500, exaggerated: 125 };
const WARM_START = { iterations: 120, exaggerated: 0 };
/** Momentum while exaggerated, and after it (the paper's two values). */
const MOMENTUM = { first: 0.5, later: 0.8 };
/** Bisections in the search for a point's width. */
const BISECTIONS = 60;

/**
 * @returns `[count, 2]`
 * @throws Problem `unfit` where a value is not a number
 */
export async function tsne(
  points: ProjectionPoints,
  { rng, previous, checkpoint }: LayoutOptions,
): Promise<Float32Array> {
  requireFinite(points);
  const { count } = points;
  const warm = previous?.some(Number.isFinite) ? previous : undefined;
  const { iterations, exaggerated } = warm ? WARM_START : FROM_SCRATCH;
  const positions = await initialPositions(points, { warm, rng, pause: () => checkpoint(0, iterations) });
  const similarities = await jointSimilarities(points, () => checkpoint(0, iterations));
  const descent = { gradient: new Float64Array(2 * count), moves: new Float64Array(2 * count), gains: new Float64Array(2 * count).fill(1) }; // prettier-ignore
  // as large as is stable for this number of points (Belkina and others 2019)
  const rate = Math.max(count / EXAGGERATION / 4, 1);
  for (let iteration = 0; iteration < iterations; iteration++) {
    await checkpoint(iteration, iterations);
    const early = iteration < exaggerated;
    tsneGradient(similarities, positions, { exaggeration: early ? EXAGGERATION : 1, into: descent.gradient });
    step(positions, descent, { rate, momentum: early ? MOMENTUM.first : MOMENTUM.later });
  }
  return Float32Array.from(positions);
}

async function initialPositions(
  points: ProjectionPoints,
  { warm, rng, pause }: { warm: Float32Array | undefined; rng: Rng; pause: () => void | Promise<void> },
): Promise<Float64Array> {
  const start = rng.child('start');
  if (warm) return warmStartPositions(warm, await nearestNeighbours(points, NEIGHBOURS_PER_PERPLEXITY, pause), start);
  const wide = pcaPositions(points, start);
  const width = wide.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  return wide.map((one) => (one * INITIAL_HALF_WIDTH) / (width || 1));
}

/**
 * p_ij = (p_j|i + p_i|j) / 2n, the sum over all pairs is 1 (equations 1 and the one before 3 of the paper).
 * @param pause awaited after each point
 * @returns `[count, count]`
 */
export async function jointSimilarities(
  { values, count, size }: ProjectionPoints,
  pause: () => void | Promise<void>,
  perplexity: number = PERPLEXITY,
): Promise<Float64Array> {
  const joint = new Float64Array(count * count);
  const entropy = Math.log(Math.max(1, Math.min(perplexity, (count - 1) / NEIGHBOURS_PER_PERPLEXITY)));
  const squared = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) squared[j] = squaredDistance(values, i * size, j * size, size);
    const row = conditionalSimilarities(squared, i, entropy);
    for (let j = 0; j < count; j++) {
      const share = row[j]! / (2 * count);
      joint[i * count + j]! += share;
      joint[j * count + i]! += share;
    }
    await pause();
  }
  return joint;
}

/** p_j|i ∝ exp(−β d²) with the β at which their entropy (nats) is the given one; 0 for i itself. */
function conditionalSimilarities(squared: Float64Array, i: number, entropy: number): Float64Array {
  let nearest = Infinity;
  squared.forEach((one, j) => j !== i && one < nearest && (nearest = one));
  const row = new Float64Array(squared.length);
  let [low, high, beta] = [0, Infinity, 1];
  for (let n = 0; n < BISECTIONS; n++) {
    let [sum, weighted] = [0, 0];
    for (let j = 0; j < row.length; j++) {
      const distance = squared[j]! - nearest;
      const weight = j === i ? 0 : Math.exp(-beta * distance);
      row[j] = weight;
      sum += weight;
      weighted += weight * distance;
    }
    if (!(sum > 0)) return row;
    for (let j = 0; j < row.length; j++) row[j]! /= sum;
    if (Math.log(sum) + (beta * weighted) / sum > entropy) low = beta;
    else high = beta;
    beta = high === Infinity ? 2 * beta : (low + high) / 2;
  }
  return row;
}

/**
 * 4 Σⱼ (p_ij − q_ij)(y_i − y_j) / (1 + ‖y_i − y_j‖²) (equation 5 of the paper), of the divergence of q from p.
 * @param similarities `[count, count]`. @param positions `[count, 2]`
 */
export function tsneGradient(
  similarities: Float64Array,
  positions: Float64Array,
  { exaggeration, into }: { exaggeration: number; into: Float64Array },
): void {
  const count = positions.length / 2;
  let total = 0;
  // the pull of the similarities, and the push of q before it is divided by its sum
  const push = new Float64Array(2 * count);
  into.fill(0);
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const x = positions[2 * i]! - positions[2 * j]!;
      const y = positions[2 * i + 1]! - positions[2 * j + 1]!;
      const near = 1 / (1 + x * x + y * y);
      total += 2 * near;
      const pull = 4 * exaggeration * similarities[i * count + j]! * near;
      const away = 4 * near * near;
      into[2 * i]! += pull * x;
      into[2 * i + 1]! += pull * y;
      into[2 * j]! -= pull * x;
      into[2 * j + 1]! -= pull * y;
      push[2 * i]! += away * x;
      push[2 * i + 1]! += away * y;
      push[2 * j]! -= away * x;
      push[2 * j + 1]! -= away * y;
    }
  if (total > 0) for (let d = 0; d < into.length; d++) into[d]! -= push[d]! / total;
}

interface Descent {
  gradient: Float64Array;
  moves: Float64Array;
  gains: Float64Array;
}

/** Momentum with a gain for each coordinate, greater while its moves keep their direction (section 3.4 of the paper). */
function step(
  positions: Float64Array,
  { gradient, moves, gains }: Descent,
  { rate, momentum }: { rate: number; momentum: number },
): void {
  for (let d = 0; d < positions.length; d++) {
    const keeps = Math.sign(gradient[d]!) !== Math.sign(moves[d]!);
    gains[d] = Math.max(0.01, keeps ? gains[d]! + 0.2 : gains[d]! * 0.8);
    moves[d] = momentum * moves[d]! - rate * gains[d]! * gradient[d]!;
    positions[d]! += moves[d]!;
  }
}
