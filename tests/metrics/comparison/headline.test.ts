/** The result in one sentence: who is ahead, by how much, and whether that is certain. */
import { describe, expect, test } from 'vitest';
import { headline } from '../../../src/metrics/comparison/headline.ts';
import { statementText } from '../../../src/metrics/comparison/statements.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const said = (story: LogOptions, pair?: [number, number]) =>
  statementText(headline(tableOf(buildLog(story))!, accuracyInfo, pair));

const four = ['random', 'margin', 'entropy', 'core-set'];
/** Entropy is far behind core-set, which is a little ahead of the others. */
const trap = (arm: number, _: number, seed: number) => [0.7, 0.6, 0.5, 0.72][arm]! + (seed * (arm + 1)) / 1000;

describe('the headline', () => {
  test('is about the pair that differs most, not about the best and the baseline', () => {
    expect(said({ arms: four, seeds: [1, 2, 3], accuracy: trap })).toMatch(
      /^Core-set is ahead of entropy by 22\.\d points on average up to 6 labels\. This is significant \(95% interval 2\d\.\d to 22\.\d, 3 seeds\)\.$/,
    );
  });

  test('is about the pair that the preset names', () => {
    expect(said({ arms: four, seeds: [1, 2, 3], accuracy: trap }, [1, 0])).toMatch(
      /^Random is ahead of margin by 9\.8/,
    );
  });

  test('does not call anything certain by one seed', () => {
    expect(said({ accuracy: (arm) => 0.5 + arm / 10 })).toBe(
      'Margin leads random by 10.0 points on average up to 6 labels. Not certain: one seed only.',
    );
    expect(said({ seeds: [1, 2, 3], steps: 6, accuracy: () => 0.5 })).toBe(
      'Random and margin are level on average up to 6 labels. Not certain: one seed of 3 so far.',
    );
  });

  test('says where seeds do not agree', () => {
    const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm * (seed - 2)) / 50;
    expect(said({ seeds: [1, 2, 4], accuracy })).toMatch(
      /^Margin and random do not differ significantly: 0\.7 points .*\(95% interval −.* to .*, 3 seeds\)\. More seeds would tell\.$/,
    );
  });

  test('before anything can be compared, and with one arm', () => {
    expect(said({ steps: 1 })).toBe('The comparison appears once two strategies have results.');
    expect(said({ arms: ['random'], accuracy: () => 0.8 })).toBe(
      'Accuracy 80.0 % with 6 labels. Add a strategy to compare with.',
    );
  });
});
