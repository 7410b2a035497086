/** The gain over random sampling: paired by seed and cycle, and better is more for every measure. */
import { describe, expect, test } from 'vitest';
import { bandOf } from '../../../src/metrics/curves/curves.ts';
import { gainCurves, randomArm } from '../../../src/metrics/curves/gain.ts';
import { tableOf, type StepTable } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog, type LogOptions } from '../../support/build-log.ts';

const table = (story: LogOptions): StepTable => tableOf(buildLog(story))!;
/** Seeds differ far more from one another than the arms do within a seed. */
const levels = (arm: number, cycle: number, seed: number): number =>
  0.3 * seed + 0.1 * cycle + (arm === 1 ? 0.02 * cycle + 0.001 * seed : 0);

describe('the gain over random sampling', () => {
  test('is the mean of the differences within a seed, with their spread and not that of the seeds', () => {
    const curves = gainCurves(table({ seeds: [1, 2], accuracy: levels }), accuracyInfo);
    expect(curves.map(({ arm, name }) => [arm, name])).toEqual([[1, 'margin']]);
    const last = curves[0]!.mean.at(-1)!;
    // 0.02 · 2 + 0.001 and + 0.002
    expect(last.cycle).toBe(2);
    expect(last.value).toBeCloseTo(0.0415, 12);
    expect([last.min, last.max]).toEqual([expect.closeTo(0.041, 12), expect.closeTo(0.042, 12)]);
    // t of one degree of freedom: 12.706 · 0.0005·√2 / √2
    expect(bandOf(last, 'interval')[1] - last.value).toBeCloseTo(12.706 * 0.0005, 6);
  });

  test('of a measure of which less is better, is positive where the arm has less', () => {
    const curves = gainCurves(table({ accuracy: (arm) => 1 - 0.25 * arm }), { ...accuracyInfo, better: 'less' });
    expect(curves[0]!.mean.map(({ value }) => value)).toEqual([0.25, 0.25, 0.25]);
  });

  test('leaves out steps that the random arm has not measured yet', () => {
    const whole = buildLog({ seeds: [1], accuracy: levels });
    const late = whole.filter((event) => !(event.type === 'measured' && event.arm === 0 && event.cycle === 2));
    expect(gainCurves(tableOf(late)!, accuracyInfo)[0]!.mean.map(({ cycle }) => cycle)).toEqual([0, 1]);
  });

  test('is over the first arm that queries at random, wherever it stands; without one there is none', () => {
    const of = (strategies: string[]) => ({
      arms: strategies,
      spec: { arms: strategies.map((strategy) => ({ strategy })) } as StepTable['spec'],
    });
    expect(randomArm(of(['margin', 'random', 'random']))).toBe(1);
    expect(randomArm(of(['margin', 'entropy']))).toBeUndefined();
    expect(randomArm(of(['random']))).toBeUndefined();
  });
});
