/**
 * What the shipped assets are prepared for. The key of an asset is made of data, pool, recipe and the generator's own seed, so
 * that any experiment finds them which has the same data and leaves the rest as it is: other learners, batches, seeds.
 */
import { pretrainedGenerator } from '../../src/presets/asal.ts';
import { parseSpec, type Spec, type ParameterValues } from '../../src/protocol/spec.ts';

/** The Strokes of the presets: 2,000 samples to choose from, whatever the run's seed. */
const strokes = { source: 'built-in', name: 'strokes', size: 2500, testSize: 500, seed: 1 } as const;

/** One question by ASAL, with as little as can be beside what is prepared for it. */
const specWithAsset = (name: string, parameters: ParameterValues): Spec =>
  parseSpec({
    version: 1,
    name,
    dataset: strokes,
    initial: { size: 2, by: 'random' },
    query: { size: 1, cycles: 1 },
    model: { name: 'linear' },
    training: { epochs: 1 },
    arms: [{ strategy: 'asal', parameters: { ...parameters, features: 'auto-encoder', latentSteps: 0 } }],
    seeds: [1],
  });

export const pretrainedSpecs: readonly Spec[] = [
  specWithAsset('Strokes, ten digits', pretrainedGenerator),
  // what an arm asks for that leaves the generator to the data
  specWithAsset('Strokes, as any arm has it', {}),
];
