/** The annotators of a design, as text. */
import { expect, test } from 'vitest';
import { annotatorsText } from '../../src/protocol/design/annotators-text.ts';
import type { ArmSpec } from '../../src/protocol/spec.ts';
import { gaal } from '../../src/strategies/gaal.ts';
import { random } from '../../src/strategies/random.ts';

test('names the annotators of all arms', () => {
  const catalogue = { strategies: [random.about, gaal.about], models: [], trainings: [], measures: [], assets: [] };
  const arms = (...answers: (string | undefined)[]) =>
    answers.map((one): ArmSpec => ({ strategy: 'gaal', parameters: one === undefined ? {} : { answers: one } }));
  expect(annotatorsText([{ strategy: 'random', parameters: {} }], catalogue)).toBe('ground truth');
  expect(annotatorsText(arms(undefined), catalogue)).toBe('ground truth; for generated samples a classifier');
  expect(annotatorsText(arms('person', 'classifier'), catalogue)).toBe(
    'ground truth; for generated samples a classifier and you',
  );
});
