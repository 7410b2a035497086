/** ASAL's variants with a generator that passes latent points on and a learner of known entropies. */
import { beforeAll, describe, expect, test } from 'vitest';
import { asal } from '../../src/strategies/asal.ts';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { linearNetwork } from '../support/strategy-context.ts';
import { generatorContext } from '../support/stubs/generator-context.ts';

beforeAll(() => chooseBackend('wasm'));

const rng = new Rng(14);
const features = Array.from({ length: 24 }, () => [rng.normal(), rng.normal()]);
/** Entropies by index, in no order of place. */
const certainty = new Rng(15).permutation(24);
const probabilities = [...certainty].map((rank) => [0.5 + rank / 50, 0.5 - rank / 50]);
const entropyOf = (i: number): number => probabilities[i]!.reduce((sum, p) => sum - p * Math.log(p), 0);
const byEntropy = (places: readonly number[]) => [...places].sort((a, b) => entropyOf(b) - entropyOf(a));
const SIZE = 3;

const contextOf = (parameters: Record<string, number | string>) =>
  generatorContext({
    ...{ features, probabilities, size: SIZE, seed: 7 },
    parameters: { gan: 'plane-wgan-gp', latentSteps: 0, ...parameters },
  });

/** The points that the strategy draws: with no step of the search they are what the generator makes. */
function drawn(context: ReturnType<typeof contextOf>, count: number): number[][] {
  const stream = context.rng.child('latent');
  const values = Float32Array.from({ length: 2 * count }, () => stream.normal());
  return Array.from({ length: count }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);
}

const squared = ([x, y]: readonly number[], [u, v]: readonly number[]): number => (x! - u!) ** 2 + (y! - v!) ** 2;
const nearestFirst = (point: readonly number[]): number[] =>
  features.map((_, i) => i).sort((a, b) => squared(features[a]!, point) - squared(features[b]!, point));

/** The nearest to each point in turn, none twice. */
function matched(points: readonly number[][]): number[] {
  const taken: number[] = [];
  for (const point of points) taken.push(nearestFirst(point).find((i) => !taken.includes(i))!);
  return taken;
}

const placesOf = (indices: Int32Array): number[] => [...indices].map((index) => index - 100);

describe('ASAL by the learner’s features', () => {
  /** The pool spreads along x more than along y. */
  const wide = Array.from({ length: 24 }, (_, i) => [(i - 11.5) / 10, i % 2 ? 0.6 : -0.6]);
  const nearestTo = async (components: number) => {
    const context = generatorContext({
      ...{ features: wide, probabilities, size: SIZE, seed: 7, network: linearNetwork(2, 2) },
      parameters: { gan: 'plane-wgan-gp', latentSteps: 0, features: 'classifier', components },
    });
    const points = drawn(context, SIZE);
    const { indices } = await asal.select(context);
    return { places: placesOf(indices), points };
  };
  const ranked = (point: readonly number[], squaredDistance: (a: readonly number[], b: readonly number[]) => number) =>
    wide.map((_, i) => i).sort((a, b) => squaredDistance(wide[a]!, point) - squaredDistance(wide[b]!, point));
  const matchedBy = (points: readonly number[][], distance: typeof squared): number[] => {
    const taken: number[] = [];
    for (const point of points) taken.push(ranked(point, distance).find((i) => !taken.includes(i))!);
    return taken;
  };

  test('measures distances along as many principal components as it is told', async () => {
    // with one component the distances are those along the pool's first axis, computed here from its covariance
    const mean = [0, 1].map((d) => wide.reduce((sum, row) => sum + row[d]!, 0) / wide.length);
    const moment = (a: number, b: number) =>
      wide.reduce((sum, row) => sum + (row[a]! - mean[a]!) * (row[b]! - mean[b]!), 0);
    const angle = Math.atan2(2 * moment(0, 1), moment(0, 0) - moment(1, 1)) / 2;
    const along = (point: readonly number[]) => Math.cos(angle) * point[0]! + Math.sin(angle) * point[1]!;
    const one = await nearestTo(1);
    expect(one.places).toEqual(matchedBy(one.points, (a, b) => (along(a) - along(b)) ** 2));
    const two = await nearestTo(2);
    expect(two.places).toEqual(matchedBy(two.points, squared));
    expect(one.places).not.toEqual(two.places);
  });
});

describe('ASAL', () => {
  test('match: asks for the nearest to each generated sample, none twice', async () => {
    const context = contextOf({ variant: 'match' });
    const points = drawn(context, SIZE);
    const { indices, queryTargets } = await asal.select(context);
    expect(placesOf(indices)).toEqual(matched(points));
    expect([...queryTargets!.matchedTo]).toEqual([0, 1, 2]);
    queryTargets!.distances.forEach((one, i) => expect(one).toBeCloseTo(squared(features[matched(points)[i]!]!, points[i]!), 4)); // prettier-ignore
  });

  test.each([1, 3, 5])('generate: of the matches of %d times as many samples the most uncertain', async (multiple) => {
    const context = contextOf({ variant: 'generate', multiple });
    const points = drawn(context, SIZE * multiple);
    const { indices, scores, queryTargets } = await asal.select(context);
    const matches = matched(points);
    expect(queryTargets!.acquisition).toHaveLength(SIZE * multiple);
    const worked = byEntropy(matches).slice(0, SIZE);
    expect(placesOf(indices)).toEqual(worked);
    // each with the sample that it stands for, and what the search came to there
    const matchedTo = worked.map((place) => matches.indexOf(place));
    expect([...queryTargets!.matchedTo]).toEqual(matchedTo);
    expect([...scores]).toEqual(matchedTo.map((i) => queryTargets!.acquisition[i]));
  });

  test.each([1, 2, 4])('neighbours: of the %d nearest to each the most uncertain', async (multiple) => {
    const context = contextOf({ variant: 'neighbours', multiple });
    const points = drawn(context, SIZE);
    const { indices, queryTargets } = await asal.select(context);
    let near: number[][] = [];
    // twice as many where they are shared and too few
    for (let k = multiple; new Set(near.flat()).size < SIZE; k *= 2)
      near = points.map((point) => nearestFirst(point).slice(0, k));
    const worked = byEntropy([...new Set(near.flat())]).slice(0, SIZE);
    expect(placesOf(indices)).toEqual(worked);
    // each stands for the nearest of those that have it among their neighbours
    queryTargets!.matchedTo.forEach((target, i) => {
      const distanceTo = (at: number) => (near[at]!.includes(worked[i]!) ? squared(features[worked[i]!]!, points[at]!) : Infinity); // prettier-ignore
      expect(distanceTo(target)).toBe(Math.min(...points.map((_, at) => distanceTo(at))));
    });
  });

  test('searches for as many samples at a time as it needs, by its own settings', async () => {
    const context = contextOf({ variant: 'generate', multiple: 100 });
    const { queryTargets } = await asal.select(context);
    // never more than the pool has
    expect(queryTargets!.acquisition).toHaveLength(features.length);
    expect(context.requested).toEqual([{ gan: 'plane-wgan-gp', features: { of: 'pixels', components: 50, search: 'auto' }, seed: 1 }]); // prettier-ignore
  });
});
