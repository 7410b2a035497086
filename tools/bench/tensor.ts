/** Training and scoring, model by model, in images a second. */
import { Draws } from '../../src/chance/draws.ts';
import { modelNamed } from '../../src/models/index.ts';
import { parseSpec } from '../../src/spec/schema.ts';
import { chooseBackend } from '../../src/tensor/backend.ts';
import { trainingNamed } from '../../src/training/index.ts';
import { predict } from '../../src/training/predict.ts';
import type { SampleSet } from '../../src/training/training.ts';
import type { Subject } from './subject.ts';

const SUBJECTS = [
  { model: 'mlp', shape: [2], batch: 16, train: 480, score: 10_000 },
  { model: 'cnn-small', shape: [28, 28, 1], batch: 16, train: 320, score: 2_000 },
  { model: 'lenet-5', shape: [28, 28, 1], batch: 50, train: 300, score: 1_000 },
  { model: 'lenet', shape: [28, 28, 1], batch: 50, train: 100, score: 200 },
];
const pacing = { gate: () => Promise.resolve(), progress: () => undefined };

export async function tensor(): Promise<Subject[]> {
  await chooseBackend('wasm');
  return SUBJECTS.flatMap(({ model, shape, batch, train, score }): Subject[] => {
    const draws = new Draws(1, model);
    const network = modelNamed(model).build(shape, 10, draws.child('weights'), {});
    const labelled = noise(train, shape, draws.child('labelled'));
    const pool = noise(score, shape, draws.child('pool'));
    const { training } = parseSpec({
      version: 1,
      dataset: { source: 'built-in', name: 'strokes' },
      model: { name: model },
      training: { epochs: 1, batch, patience: 0 },
      arms: [{ strategy: 'random' }],
    });
    const nothing = noise(0, shape, draws);
    const context = { ...pacing, draws: draws.child('training') };
    return [
      {
        name: model,
        phase: `training, batch ${batch}`,
        units: train,
        run: () => trainingNamed('supervised').fit(network, labelled, nothing, nothing, training, context),
      },
      {
        name: model,
        phase: 'scoring',
        units: score,
        run: async () => {
          for await (const batch of predict(network, pool, { features: true }, pacing)) void batch;
        },
      },
    ];
  });
}

/** Normal noise with labels in turn: the time does not depend on what is in the pictures. */
function noise(count: number, shape: number[], draws: Draws): SampleSet {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: count * size }, () => draws.normal());
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, i) => i % 10),
    read: (positions) => {
      const out = new Float32Array(positions.length * size);
      for (let i = 0; i < positions.length; i++)
        out.set(values.subarray(positions[i]! * size, (positions[i]! + 1) * size), i * size);
      return Promise.resolve(out);
    },
  };
}
