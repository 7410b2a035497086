/** The summary of the arms. */
import { expect, test } from 'vitest';
import { summaryOf } from '../../../src/metrics/comparison/summary.ts';
import { tableOf } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog } from '../../support/build-log.ts';

test('an arm’s lead over the baseline has its sign, and is over the seeds that have reached the cycle', () => {
  // margin: 10 and 12 points behind random in the last cycle; areas by the trapezoid.
  const accuracy = (arm: number, cycle: number, seed: number) => 0.5 + cycle / 10 - (arm * cycle * (4 + seed)) / 100;
  const summary = summaryOf(tableOf(buildLog({ seeds: [1, 2], accuracy }))!, accuracyInfo);
  const [random, margin] = summary.arms;
  expect(summary).toMatchObject({ baseline: 0, labelled: 6, seeds: 2 });
  expect(random).toMatchObject({ lead: undefined, seconds: 9.5 });
  expect(random?.value).toBeCloseTo(0.7, 12);
  expect(random?.area).toBeCloseTo(0.6, 12);
  expect(margin?.area).toBeCloseTo(0.6 - 0.055, 12);
  expect(margin?.lead?.mean).toBeCloseTo(-11, 10);
  // s = √2, t(1) = 12.706: ± 12.706
  expect(margin?.lead?.low).toBeCloseTo(-11 - 12.706, 2);
  expect(margin?.lead?.high).toBeCloseTo(-11 + 12.706, 2);
  expect(margin?.lead?.significant).toBe(false);
});

test('whether a lead is significant is judged for all arms together', () => {
  // core-set: 2.5 ± 2 points over five seeds, p = .024; two more arms make it .07
  const accuracy = (arm: number, _: number, seed: number) => 0.5 + (arm === 1 ? (2.5 + (seed - 3)) / 100 : arm === 0 ? 0 : ((arm * seed * 7) % 5) / 100); // prettier-ignore
  const leadOf = (arms: string[]) =>
    summaryOf(tableOf(buildLog({ arms, seeds: [1, 2, 3, 4, 5], accuracy }))!, accuracyInfo).arms[1]!.lead!;
  expect(leadOf(['random', 'core-set'])).toMatchObject({ significant: true });
  const lead = leadOf(['random', 'core-set', 'margin', 'entropy']);
  expect(lead.low).toBeGreaterThan(0);
  expect(lead.significant).toBe(false);
});

test('before the first result there are no numbers', () => {
  const summary = summaryOf(tableOf(buildLog({ steps: 0 }))!, accuracyInfo);
  expect(summary.arms.map((one) => [one.value, one.area, one.seconds])).toEqual([
    [undefined, undefined, 0],
    [undefined, undefined, 0],
  ]);
});
