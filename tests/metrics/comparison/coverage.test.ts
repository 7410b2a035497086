/**
 * The statistics themselves, on simulated arms whose true difference is known: how often the 95% interval holds, and how often a
 * sentence says that an arm is ahead. The tables of docs/comparing.md are these figures.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { confidenceInterval } from '../../../src/metrics/comparison/comparison.ts';
import { pairsOf } from '../../../src/metrics/comparison/pairwise.ts';
import { statements, statementText } from '../../../src/metrics/comparison/statements.ts';
import { tableOf, type StepTable } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { Rng } from '../../../src/random/rng.ts';
import { buildLog } from '../../support/build-log.ts';

const RUNS = 2000;
const TEST_SIZE = 1000;

/** Share of 1,000 test samples that a learner of this accuracy has right, by the normal approximation, rounded to whole samples. */
const measured = (rng: Rng, accuracy: number): number =>
  Math.round(TEST_SIZE * accuracy + rng.normal() * Math.sqrt(TEST_SIZE * accuracy * (1 - accuracy))) / TEST_SIZE;

/**
 * Accuracies of one run, [arm][seed]: 80% and a seed's effect of ± 2 points that its arms share, with ± 1 point of their own and a
 * test split's. Arms after the first are better by `lead`.
 */
function simulated(rng: Rng, { arms, seeds, lead }: { arms: number; seeds: number; lead: number }): number[][] {
  const shared = Array.from({ length: seeds }, () => 0.8 + 0.02 * rng.normal());
  return Array.from({ length: arms }, (_, arm) =>
    shared.map((base) => measured(rng, base + (arm ? lead : 0) + 0.01 * rng.normal())),
  );
}

const strategies = ['random', 'margin', 'entropy', 'core-set', 'badge', 'bald', 'alfa-mix', 'least-confidence'];

/** The table of one run after another: a log's is built once, as all runs have the same steps. */
function tableOfRuns(arms: number, seeds: number): (values: number[][]) => StepTable {
  const numbers = Array.from({ length: seeds }, (_, i) => i + 1);
  const table = tableOf(buildLog({ arms: strategies.slice(0, arms), seeds: numbers, cycles: 1 }))!;
  return (values) => {
    for (const [seed, ofArms] of table.steps)
      ofArms.forEach((steps, arm) => {
        for (const step of steps) step.measured!.values['accuracy'] = values[arm]![seed - 1]!;
      });
    return table;
  };
}

/** Per cent of the runs, one decimal. */
const percent = (count: number): string => ((100 * count) / RUNS).toFixed(1);

/** The figures of the table of docs/comparing.md under a heading: decimals, row by row. */
function documented(heading: string): string[][] {
  const [, after = ''] = readFileSync('docs/comparing.md', 'utf8').split(`${heading}\n`);
  const [table = ''] = /(\|.*\n)+/.exec(after) ?? [];
  return table.trim().split('\n').slice(2).map((line) => line.match(/\d+\.\d/g) ?? []); // prettier-ignore
}

test('the 95% interval of a pair holds the true difference in about 95% of the runs, whatever the number of seeds', () => {
  const rows = [2, 3, 5, 10, 30].map((seeds) => {
    const rng = new Rng(11, `coverage ${seeds}`);
    let [held, ahead, wrong] = [0, 0, 0];
    for (let run = 0; run < RUNS; run++) {
      const [random, other] = simulated(rng, { arms: 2, seeds, lead: 0.01 });
      const { low, high, mean, significant } = confidenceInterval(
        other!.map((value, i) => 100 * (value - random![i]!)),
      );
      held += Number(low <= 1 && 1 <= high);
      ahead += Number(significant && mean > 0);
      wrong += Number(significant && mean < 0);
    }
    // three standard errors of a share of 95% in 2,000 runs are 1.5%
    expect(Math.abs(held / RUNS - 0.95)).toBeLessThan(0.015);
    return [percent(held), percent(ahead), percent(wrong)];
  });
  expect(documented('### Two arms, one better by a point')).toEqual(rows);
});

test('of equally good arms, a sentence says that one is ahead in at most about 5% of the runs, whatever their number', () => {
  const rows = [2, 8].flatMap((arms) =>
    [5, 30].map((seeds) => {
      const rng = new Rng(12, `flat ${arms} ${seeds}`);
      const tableFrom = tableOfRuns(arms, seeds);
      let [said, pair, alone] = [0, 0, 0];
      for (let run = 0; run < RUNS; run++) {
        const table = tableFrom(simulated(rng, { arms, seeds, lead: 0 }));
        said += Number(statements(table, accuracyInfo).some((one) => statementText(one).includes(' is ahead of ')));
        const pairs = pairsOf(table, { measure: accuracyInfo, basis: 'area' });
        pair += Number(pairs.some(({ significant }) => significant));
        alone += Number(pairs.some(({ low }) => low > 0));
      }
      // 5% and three standard errors of a share of 5% in 2,000 runs
      expect(said / RUNS).toBeLessThan(0.065);
      expect(pair / RUNS).toBeLessThan(0.065);
      return [said, pair, alone].map((count) => percent(count));
    }),
  );
  expect(documented('### Equally good arms')).toEqual(rows);
});
