/** The floor of variances has one definition: a hundredth of the mean variance of all features, labelled and unlabelled. */
import { beforeAll, expect, test } from 'vitest';
import { inMemorySource } from '../../../src/algorithms/feature-source.ts';
import { fitMixturePair } from '../../../src/algorithms/mixture/mixture-pair.ts';
import type { FeatureRows } from '../../../src/algorithms/mixture/mixture.ts';
import { Rng } from '../../../src/random/rng.ts';
import { mixtureQuery } from '../../../src/strategies/mixture-query.ts';
import { chooseBackend } from '../../../src/tensor/choose-backend.ts';
import { mixturesOf } from '../../../src/training/mixture/mixture-view.ts';
import { noPause } from '../../support/cluster-data.ts';
import { noSamples, trainingSettings } from '../../support/fit.ts';
import { silentControl } from '../../support/point-samples.ts';
import { linearNetwork, sampleSet, strategyContext } from '../../support/strategy-context.ts';

beforeAll(() => chooseBackend('wasm'));

// one sample of each class, far from the pool: the pool alone has another variance than all together
const labelled = [[-20, 1], [20, -1]]; // prettier-ignore
const pool = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const rowsOf = (rows: number[][]): FeatureRows => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  size: 2,
});

/** From the definition. */
function floorOf(rows: readonly number[][]): number {
  const variances = [0, 1].map((d) => {
    const mean = rows.reduce((sum, row) => sum + row[d]!, 0) / rows.length;
    return rows.reduce((sum, row) => sum + (row[d]! - mean) ** 2, 0) / rows.length;
  });
  return (variances[0]! + variances[1]!) / 2 / 100;
}

test('is taken of labelled and unlabelled features together', async () => {
  const { labelled: mixture } = await fitMixturePair({
    ...{ labelled: rowsOf(labelled), labels: [0, 1], unlabelled: inMemorySource(rowsOf(pool)), classes: 2 },
    ...{ fit: 'exact', iterations: 1, rng: new Rng(1), checkpoint: noPause },
  });
  // a class with a single sample has no variance of its own
  for (const variance of mixture.variances) expect(variance).toBeCloseTo(floorOf([...labelled, ...pool]), 4);
  expect(floorOf(pool)).toBeLessThan(floorOf([...labelled, ...pool]) / 5);
});

test('gives the query without DA the mixtures that a training would give it', async () => {
  const made = {
    features: pool,
    probabilities: pool.map(() => [0.5, 0.5]),
    labelledFeatures: labelled,
    labels: [0, 1],
  };
  const context = strategyContext({ ...made, size: 2, parameters: { dis: false }, network: linearNetwork(2, 2) });
  const { mixtures } = await mixtureQuery.acquisition!(context);
  const inputs = {
    network: context.learner.network,
    labelled: sampleSet(labelled, [0, 1]),
    unlabelled: sampleSet(pool),
  };
  const settings = { settings: trainingSettings(), validation: noSamples, queryBatchSize: 0, rng: new Rng(2) };
  const trained = await mixturesOf({ ...inputs, ...settings }, { fit: 'exact', iterations: 10 }, silentControl)(0);
  expect([...mixtures!.labelled.variances]).toEqual([...trained.labelled.variances]);
  expect([...mixtures!.unlabelled.means]).toEqual([...trained.unlabelled.means]);
});
