/** The report of a replayed step: equalities and differences with the log. */
import { describe, expect, test } from 'vitest';
import type { LogEvent, Measured, Trained } from '../../../src/protocol/events.ts';
import { replayReport } from '../../../tools/lab/replay-report.ts';
import { buildLog } from '../../support/build-log.ts';

const key = { seed: 1, cycle: 1, arm: 1 };
const log = buildLog().map((event): LogEvent => (event.type === 'measured' ? { ...event, confusion: [40, 10, 0, 50] } : event)); // prettier-ignore
const find = <T extends LogEvent['type']>(type: T) =>
  log.find((event) => event.type === type && 'arm' in event && event.arm === 1 && event.cycle === 1) as Extract<LogEvent, { type: T }>; // prettier-ignore
const replay = (trained: Partial<Trained> = {}, measured: Partial<Measured> = {}, of = log) =>
  replayReport(of, key, {
    trained: { ...find('trained'), ...trained },
    measured: { ...find('measured'), ...measured },
    backend: 'wasm (SIMD)',
  });

describe('the report of a replay', () => {
  test('has settings, data, losses, measures and confusion, and says that it equals the log', () => {
    const { text, equal } = replay({ seconds: 99 }, { seconds: 99 });
    expect(equal).toBe(true);
    for (const line of [
      'Seed 1, cycle 1, arm 1 (margin) of “Two moons”',
      'replay: wasm (SIMD)',
      'log: cpu (none)',
      'strategy.name          "margin"',
      'training.epochs        60',
      'Two moons: 200 samples of shape [2]',
      'pool 100, validation 0, test 100, initial 2',
      'labelled: 4 (2 up, 2 down)',
      'loss       0.5  =',
      'accuracy  0.6  =',
      'The replay equals the log to the last bit.',
    ])
      expect(text).toContain(line);
    expect(text).toMatch(/as in the log\n +up {2}down\n +up +40 +10\n +down +0 +50\n/);
  });

  test('names every number that differs in its last bit', () => {
    const { text, equal } = replay({ loss: 0.5 + Number.EPSILON / 2 }, { values: { accuracy: 0.61 } });
    expect(equal).toBe(false);
    expect(text).toContain('loss       0.5000000000000001  log: 0.5');
    expect(text).toContain('accuracy  0.61  log: 0.6');
    expect(text).toContain('The replay differs from the log in loss, accuracy.');
    expect(replay({}, { confusion: [41, 9, 0, 50] }).text).toContain('differs from the log in confusion.');
  });

  test('ignores values that the log does not have', () => {
    const old = buildLog();
    const { text, equal } = replay(
      { metrics: { criticEntropy: 0.5 } },
      { values: { accuracy: 0.6, 'log-loss': 1 } },
      old,
    );
    expect(equal).toBe(true);
    expect(text).toContain('criticEntropy  0.5  (not in the log)');
    expect(text).toContain('log-loss  1  (not in the log)');
  });

  test('treats diverged losses as equal, and prints the settings of the training', () => {
    const diverged = log.map((event): LogEvent => (event.type === 'trained' ? { ...event, loss: NaN } : event));
    const { text, equal } = replay({ loss: NaN, settings: { optimizer: { name: 'adam', rate: 0.01 } } }, {}, diverged);
    expect(equal).toBe(true);
    expect(text).toContain('optimizer.rate  0.01');
  });

  test('lists the most frequent confusions of many classes', () => {
    const classes = Array.from({ length: 20 }, (_, i) => `c${i}`);
    const wide = log.map((event): LogEvent =>
      event.type === 'started' ? { ...event, dataset: { ...event.dataset, classes } } : event,
    );
    // class 0: 5 right, 3 as class 1; class 2 as class 0: 4
    const { text } = replay({}, { confusion: [5, 3, -38, 4, -359] }, wide);
    expect(text).toMatch(/4 × c2 as c0\n +3 × c0 as c1\n/);
  });
});
