/**
 * The specs that the shipped assets are trained for. An asset's key depends on data, pool, recipe and the generator's own seed
 * only, so experiments with the same data but other learners, batch sizes and seeds find the asset too.
 */
import { pretrainedGenerator } from '../../src/presets/asal.ts';
import { parseSpec, type Spec, type ParameterValues } from '../../src/protocol/spec.ts';

/** The Strokes of the presets: a pool of 2,000 samples for every seed of the run. */
const strokes = { source: 'built-in', name: 'strokes', size: 2500, testSize: 500, seed: 1 } as const;

/** One query by ASAL; all that does not belong to its assets is as small as possible. */
const specWithAsset = (name: string, parameters: ParameterValues): Spec =>
  parseSpec({
    version: 2,
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
  // the generator of an arm with default parameters
  specWithAsset('Strokes, as any arm has it', {}),
];
