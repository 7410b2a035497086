/** Learners near the share of the most frequent class are named, others are not. */
import { expect, test } from 'vitest';
import { nearGuessingText } from '../../src/metrics/near-guessing.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { buildLog, type LogOptions } from '../support/build-log.ts';

/** The pool has 60 of class “up” and 40 of “down”, the test set 100 samples: luck reaches 60 + 1.645 · 4.9 = 68.06. */
const said = (story: LogOptions) => nearGuessingText(tableOf(buildLog(story))!);

test('an arm that at its last cycle is no better than always naming the most frequent class', () => {
  const accuracy = (arm: number, cycle: number) => (cycle < 2 ? 0.3 : [0.68, 0.69][arm]!);
  expect(said({ accuracy })).toBe(
    'Near guessing: random (68.0 %). Always naming “up” would be right for 60.0 %. Train for more gradient steps, or with more labels.',
  );
  expect(said({ accuracy: () => 0.69 })).toBeUndefined();
});

test('not before the last cycle, but the reference at once', () => {
  expect(said({ accuracy: () => 0.3, steps: 3 })).toBeUndefined();
  const log = buildLog({ spec: { reference: true }, accuracy: () => 0.9, steps: 3 }).map((event) =>
    event.type === 'full-supervision' ? { ...event, values: { accuracy: 0.588 } } : event,
  );
  expect(nearGuessingText(tableOf(log)!)).toMatch(/^Near guessing: the whole-pool reference \(58\.8 %\)\./);
});

test('the most frequent class of the test set counts, where the log has it', () => {
  const log = buildLog({ accuracy: () => 0.85 }).map((event) =>
    event.type === 'measured' ? { ...event, confusion: [4, 6, 6, 84] } : event,
  );
  expect(nearGuessingText(tableOf(log)!)).toMatch(/“down” would be right for 90\.0 %/);
});
