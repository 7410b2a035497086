/** Random streams of a training: augmentation does not change other draws, and scoring uses unchanged images. */
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Network } from '../../src/models/model.ts';
import type { Augmentation } from '../../src/tensor/augmentation.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { withAugmentation } from '../../src/trainer/augmentation.ts';
import { predict } from '../../src/trainer/predict.ts';
import type { SampleSet } from '../../src/trainer/sample-set.ts';
import { fit } from '../support/fit.ts';
import { silentControl } from '../support/point-samples.ts';

beforeAll(() => chooseBackend('wasm'));

const SIDE = 10;
const SIZE = SIDE * SIDE;
/** Images whose values tell which one they are of: between p + 1 and p + 2. */
function pictures(count: number): SampleSet {
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    read: (positions) =>
      Promise.resolve(
        Float32Array.from({ length: positions.length * SIZE }, (_, at) => {
          const place = at % SIZE;
          return positions[Math.floor(at / SIZE)]! + 1 + ((place * 7) % 13) / 16;
        }),
      ),
  };
}

/** What a training drew and saw: the order of its batches, its dropout, its images, its loss. */
async function story(kind: Augmentation, epochs = 3) {
  const childRng = new Rng(1).child('training', 0);
  const built = modelNamed('linear').build({ shape: [SIDE, SIDE, 1], classes: 2, rng: new Rng(2), parameters: {} });
  const told = { dropout: [] as number[], images: [] as number[], scored: [] as number[] };
  const listening: Network = {
    ...built,
    trunk(samples, mode) {
      if (mode.training) told.dropout.push(...Array.from({ length: 4 }, () => mode.rng.uniform()));
      (mode.training ? told.images : told.scored).push(...samples.dataSync());
      return built.trunk(samples, mode);
    },
    features: (samples, mode) => built.neck(listening.trunk(samples, mode), mode),
  };
  const network = withAugmentation(listening, kind, childRng.child('augmentation'));
  const { report } = await fit(network, {
    ...{ labelled: pictures(10), validation: pictures(6), rng: childRng },
    training: { epochs, batch: 4 },
  });
  for await (const batch of predict({ network, samples: pictures(6) }, silentControl)) void batch;
  built.dispose();
  return { ...told, report };
}

describe('augmentation in training', () => {
  test.each(['wobble', 'crop', 'flip-crop'] as const)('%s changes the images and no other draws', async (kind) => {
    const [plain, changed] = [await story('none'), await story(kind)];
    expect(changed.images).not.toEqual(plain.images);
    expect(changed.report.loss).not.toEqual(plain.report.loss);
    expect(changed.dropout).toEqual(plain.dropout);
    expect(new Set(changed.dropout).size).toBe(changed.dropout.length);
  });

  test.each(['crop', 'flip-crop'] as const)('%s shows the same samples in the same order', async (kind) => {
    const [plain, changed] = [await story('none'), await story(kind)];
    /** The sample that is in the middle of each image, whatever the window. */
    const order = (seen: number[]) => Array.from({ length: 30 }, (_, i) => Math.floor(seen[i * SIZE + 5 * SIDE + 5]!));
    expect(order(changed.images)).toEqual(order(plain.images));
    expect(new Set(order(plain.images).slice(0, 10)).size).toBe(10);
    expect(order(plain.images).slice(0, 10)).not.toEqual(order(plain.images).slice(10, 20));
  });

  test('continues from batch to batch: no two have the same windows', async () => {
    const { images } = await story('crop');
    const windows = Array.from({ length: 30 }, (_, i) =>
      images
        .slice(i * SIZE, (i + 1) * SIZE)
        .map((one) => Number(one === 0))
        .join(''),
    );
    expect(new Set(windows).size).toBeGreaterThan(15); // of 81; one batch has four
  });

  test('does not change the images of scoring, measuring and validation', async () => {
    const [plain, changed] = [await story('none'), await story('flip-crop')];
    expect(changed.scored.length).toBeGreaterThan(6 * SIZE);
    expect(changed.scored).toEqual(plain.scored);
  });

  test('is reproducible to the last bit', async () => {
    expect(await story('flip-crop')).toEqual(await story('flip-crop'));
  });
});
