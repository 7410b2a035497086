/** Reference lines where full supervision is trained as the arms are. */
import { expect, test } from 'vitest';
import { fullSupervisionText, referenceLines } from '../../src/metrics/full-supervision.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../src/protocol/measure-info.ts';
import { buildLog } from '../support/build-log.ts';

const arms = [
  { strategy: 'random' },
  { strategy: 'waal', training: { method: 'wasserstein', steps: 40 } },
  { strategy: 'margin' },
];
const tableAfter = (steps?: number) =>
  tableOf(
    buildLog({
      ...{ seeds: [3, 4], cycles: 1, spec: { arms, reference: { as: 'arms' } } },
      reference: (asArm, seed) => (asArm === 0 ? 0.9 : 0.8) + (seed === 3 ? 0 : 0.04),
      ...(steps !== undefined && { steps }),
    }),
  )!;

test('there is a line for each distinct training, its mean over the seeds, and it names the arms', () => {
  const lines = referenceLines(tableAfter(), accuracyInfo);
  expect(lines.map(({ arms, seeds }) => ({ arms, seeds }))).toEqual([
    { arms: ['random', 'margin'], seeds: 2 },
    { arms: ['waal'], seeds: 2 },
  ]);
  [0.92, 0.82].forEach((value, i) => expect(lines[i]!.value).toBeCloseTo(value, 12));
  expect(fullSupervisionText(tableAfter(), accuracyInfo)).toBe(
    'Whole pool (reference): each training of the arms on all 100 labels of the pool under every seed, no shorter than the arms’ own: random, margin 92.0 %; waal 82.0 %.',
  );
});

test('it says of how many seeds a line is so far', () => {
  // cycle 0 of three arms, then both references of the first seed
  expect(fullSupervisionText(tableAfter(5), accuracyInfo)).toContain('random, margin 90.0 % (1 of 2 seeds); waal 80.0 % (1 of 2 seeds).'); // prettier-ignore
});
