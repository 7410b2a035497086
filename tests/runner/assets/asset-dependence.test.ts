/** An asset that is made of another has another key where that one differs, so that features are never taken for another network's. */
import { expect, test } from 'vitest';
import type { ParameterValues } from '../../../src/protocol/spec.ts';
import { listAssets } from '../../../src/storage/assets.ts';
import { runOn, adba, synthesisSpec } from '../../support/synthesis-runs.ts';
import { labelledDatabase } from '../../support/stubs/labelled-database.ts';

const asal = (parameters: ParameterValues) => ({ strategy: 'asal', parameters: { latentSteps: 2, ...parameters } });

/** Assets of each kind after runs of these arms, one after the other on one store. */
async function countsAfter(arms: { strategy: string; parameters: ParameterValues }[]): Promise<Record<string, number>> {
  const db = await labelledDatabase();
  for (const arm of arms) await runOn(db, synthesisSpec(arm, { pool: { train: 60 }, query: { size: 2, cycles: 1 } }));
  const counts: Record<string, number> = {};
  for (const { recipe } of await listAssets(db)) counts[recipe.kind] = (counts[recipe.kind] ?? 0) + 1;
  return counts;
}

test('features of a discriminator are those of their generator', async () => {
  const arms = [6, 7].map((ganSteps) => asal({ features: 'discriminator', ganSteps }));
  expect(await countsAfter(arms)).toEqual({ generator: 2, features: 2 });
});

test('features of the values themselves do not know of the generator', async () => {
  const arms = [6, 7].map((ganSteps) => asal({ features: 'pixels', ganSteps }));
  expect(await countsAfter(arms)).toEqual({ generator: 2, features: 1 });
});

test('an index of neighbours is one of its features, an encoder one of its generator', async () => {
  const arms = [6, 7].map((ganSteps) => asal({ features: 'discriminator', ganSteps, search: 'tree' }));
  const encoders = [6, 7].map((ganSteps) => adba({ ganSteps, encoderSteps: 4, answers: 'classifier' }));
  expect(await countsAfter([...arms, ...encoders])).toEqual({ generator: 2, features: 2, index: 2, encoder: 2, classifier: 1 }); // prettier-ignore
});
