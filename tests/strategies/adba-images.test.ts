/** ADBA's strips for images: latent points across the learner's boundary, and what the generator makes of each. */
import { beforeAll, expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { STRIP_LENGTH } from '../../src/protocol/synthesized-queries.ts';
import { Rng } from '../../src/random/rng.ts';
import { adba } from '../../src/strategies/adba.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { shiftingGan } from '../support/stubs/generator-context.ts';
import { strategyContext } from '../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

const SIDE = 8;
const LATENT = SIDE * SIDE;

test.each(['cross-entropy', 'hinge'])(
  'strips of 8 × 8 images cross the boundary of a learner with %s',
  async (loss) => {
    const rng = new Rng(9);
    const latents = Array.from({ length: 6 }, () => Array.from({ length: LATENT }, () => rng.normal()));
    const network = modelNamed('linear').build({ shape: [LATENT], classes: 2, rng: new Rng(2), parameters: { loss } });
    tf.tidy(() => network.variables[1]!.assign(tf.fill(network.variables[1]!.shape, 0.3)));
    const [weights, biases] = network.variables.map((one) => [...one.dataSync()]);
    const outputs = biases!.length;
    const difference = (row: number[], at: number) => (outputs === 1 ? row[at]! : row[at + 1]! - row[at]!);
    const w = Array.from({ length: LATENT }, (_, d) => difference(weights!, d * outputs));
    const norm = Math.hypot(...w);
    const signed = (z: ArrayLike<number>): number => w.reduce((sum, one, d) => sum + one * z[d]!, difference(biases!, 0)) / norm; // prettier-ignore
    const distances = latents.map((z) => Math.abs(signed(z)));
    const shift = 0.5;
    const REACH = 2;
    const context = strategyContext({ features: latents, size: 2, network, parameters: { reach: REACH } });
    const { indices, synthesizedQueries } = await adba.select({
      ...context,
      requestAssets: () => Promise.resolve({ gan: shiftingGan([SIDE, SIDE, 1], shift) }),
    });
    network.dispose();
    expect(indices).toHaveLength(0);
    const { form, samplesPerQuery, samples, ends, acquisition, throughIndices } = synthesizedQueries!;
    expect({ form, samplesPerQuery, length: samples.length }).toEqual({ form: 'strip', samplesPerQuery: STRIP_LENGTH, length: 2 * STRIP_LENGTH * LATENT }); // prettier-ignore
    // through the two samples nearest to the plane
    const nearest = distances.map((_, i) => i).sort((a, b) => distances[a]! - distances[b]!).slice(0, 2); // prettier-ignore
    expect([...throughIndices!]).toEqual(nearest.map((i) => 100 + i));
    acquisition.forEach((one, i) => expect(one).toBeCloseTo(distances[nearest[i]!]!, 5));
    for (let strip = 0; strip < 2; strip++) {
      const z = latents[nearest[strip]!]!;
      const own = signed(z);
      for (let i = 0; i < STRIP_LENGTH; i++) {
        // from the side of class 0 to that of class 1, evenly, perpendicular to the plane
        const way = -REACH + (2 * REACH * i) / (STRIP_LENGTH - 1);
        const image = samples.slice((strip * STRIP_LENGTH + i) * LATENT, (strip * STRIP_LENGTH + i + 1) * LATENT);
        image.forEach((value, d) => expect(value).toBeCloseTo(z[d]! + ((way - own) * w[d]!) / norm + shift, 4));
      }
      const [first, last] = [0, 1].map((end) =>
        ends!.slice((2 * strip + end) * LATENT, (2 * strip + end + 1) * LATENT),
      );
      expect(signed(first!)).toBeCloseTo(-REACH, 4);
      expect(signed(last!)).toBeCloseTo(REACH, 4);
    }
  },
);
