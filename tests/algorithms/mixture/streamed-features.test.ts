/** Mixtures of features that are not in memory: the same to the last bit, in a device memory that does not grow with the pool. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { allocateRows, inMemorySource, rowsAt, type FeatureSource } from '../../../src/algorithms/feature-source.ts';
import { blockRows, fitMixture } from '../../../src/algorithms/mixture/em.ts';
import { RunningMoments, varianceFloor } from '../../../src/algorithms/mixture/initialisation.ts';
import { labelledMixture } from '../../../src/algorithms/mixture/labelled-mixture.ts';
import { MixtureDensity } from '../../../src/algorithms/mixture/mixture-density.ts';
import { fitMixturePair, type MixtureFitOptions } from '../../../src/algorithms/mixture/mixture-pair.ts';
import { pointsOf, type Points } from '../../../src/algorithms/points.ts';
import { Rng } from '../../../src/random/rng.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import * as tf from '../../../src/tensor/tf.ts';
import { streamedSource } from '../../support/streamed-features.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  expect(tf.memory().numTensors).toBe(0);
});

/** A block on the device is 1,024 rows. */
const SIZE = 1024;
const CLASSES = 3;

function rows(count: number, seed: number, size = SIZE): Points {
  const rng = new Rng(seed, 'rows');
  return pointsOf(Float32Array.from({ length: count * size }, (_, at) => rng.normal() + (Math.floor(at / size) % CLASSES)), size); // prettier-ignore
}

const labelled = rows(30, 1);
const labels = Array.from({ length: 30 }, (_, i) => i % CLASSES);
const pool = rows(2500, 2);

const fit = (unlabelled: FeatureSource, how: MixtureFitOptions['fit'], checkpoint = () => Promise.resolve()) =>
  fitMixturePair({
    ...{ labelled, labels, unlabelled, classes: CLASSES, fit: how, iterations: 2 },
    ...{ rng: new Rng(3), checkpoint },
  });

describe('mixtures of streamed features', () => {
  test.each(['exact', 'batches'] as const)('%s: are those of the features in memory, to the last bit', async (how) => {
    const expected = await fit(inMemorySource(pool), how);
    expect(expected.unlabelled.means.every(Number.isFinite)).toBe(true);
    for (const batch of [7, 300, 1024, 2499]) expect(await fit(streamedSource(pool, batch), how)).toEqual(expected);
  });

  test('are those of EM over one array', async () => {
    const moments = new RunningMoments();
    moments.add(labelled);
    moments.add(pool);
    const floor = varianceFloor(moments.result());
    const start = labelledMixture(labelled, labels, { components: CLASSES, floor });
    const options = { iterations: 2, floor, rng: new Rng(3), checkpoint: () => Promise.resolve() };
    const { mixture } = await fitMixture(() => [pool], start, options);
    expect(await fit(streamedSource(pool, 300), 'exact')).toEqual({ labelled: start, unlabelled: mixture });
  });

  test('are fitted in two passes for the floor, and one for each iteration or for all batches', async () => {
    const [exact, batches] = [streamedSource(pool, 300), streamedSource(pool, 300)];
    await fit(exact, 'exact');
    await fit(batches, 'batches');
    expect([exact.passes, batches.passes]).toEqual([2 + 2, 2 + 1]);
  });

  test('take the device’s memory of one block, however large the pool is', async () => {
    const blocks: number[] = [];
    let bytes = 0;
    const compute = Reflect.get(MixtureDensity.prototype, 'logJointBatch') as MixtureDensity['logJointBatch'];
    vi.spyOn(MixtureDensity.prototype, 'logJointBatch').mockImplementation(async function (
      this: MixtureDensity,
      ...given
    ) {
      const found = await compute.apply(this, given);
      blocks.push(given[0].count);
      bytes = Math.max(bytes, tf.memory().numBytes);
      return found;
    });
    const most = async (count: number) => {
      bytes = 0;
      await fit(streamedSource(rows(count, 4), 100), 'exact');
      return bytes;
    };
    const ofSmall = await most(1100);
    expect(ofSmall).toBeGreaterThan(0);
    expect(await most(4400)).toBe(ofSmall);
    expect(Math.max(...blocks)).toBe(blockRows(SIZE));
  });
});

test('moments of a source are those of one array, to the last bit', async () => {
  const [first, second] = [rows(50, 5, 6), rows(777, 6, 6)];
  const whole = new RunningMoments();
  whole.add(first);
  whole.add(second);
  for (const batch of [1, 100, 777]) {
    const parts = new RunningMoments();
    await parts.addSource(streamedSource(first, batch));
    await parts.addSource(streamedSource(second, batch));
    await parts.addSource(streamedSource(rows(0, 7, 6), batch));
    expect(parts.result()).toEqual(whole.result());
  }
});

test('rows of a source come in the order of the positions, in memory or in one pass', async () => {
  // in blocks of 256 rows
  const points = rows(600, 8, 4096);
  const positions = Int32Array.of(599, 3, 250, 3, 0);
  const rowOf = (at: number) => points.values.subarray(at * 4096, (at + 1) * 4096);
  const inMemory = await rowsAt(inMemorySource(points), positions);
  positions.forEach((at, place) =>
    expect(inMemory.values.subarray(place * 4096, (place + 1) * 4096)).toEqual(rowOf(at)),
  );
  const source = streamedSource(points, 64);
  expect(await rowsAt(source, positions)).toEqual(inMemory);
  expect(source.passes).toBe(1);
  expect((await rowsAt(source, new Int32Array(0))).values).toHaveLength(0);
});

describe('memory for features', () => {
  test('is given up to its limit', () => {
    expect(allocateRows(10, 4, 160)).toEqual(new Float32Array(40));
    expect(allocateRows(10, 4, 159)).toBeUndefined();
    // a million samples in 128 dimensions, and one more
    expect(allocateRows(2 ** 20 + 1, 128)).toBeUndefined();
  });

  test('is not, where the browser refuses it', () => {
    class Refused {
      static BYTES_PER_ELEMENT = 4;
      constructor() {
        throw new RangeError('Array buffer allocation failed');
      }
    }
    vi.stubGlobal('Float32Array', Refused);
    const found = allocateRows(10, 4);
    vi.unstubAllGlobals();
    expect(found).toBeUndefined();
  });
});
