/** A run's progress as text, and the last cycle of its log. */
import { describe, expect, it } from 'vitest';
import {
  currentCycle,
  formatRemaining,
  labelUse,
  lastCycle,
  phaseText,
  secondsLeft,
} from '../../src/metrics/run-progress.ts';
import { presets } from '../../src/presets/index.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

const spec = parseSpec(presets[0].spec);
const measured = (cycle: number, arm = 0, seed = 1): LogEvent => ({
  type: 'measured',
  seed,
  cycle,
  arm,
  labelled: 4 + 4 * cycle,
  values: { accuracy: 0.8 },
  counts: [2, 2],
  seconds: 0.1,
});

describe('progress as text', () => {
  const step = {
    seed: 2,
    cycle: 10,
    arm: 2,
    phase: 'training' as const,
    done: 3,
    total: 9,
  };

  it('counts the labels that one arm has spent', () => {
    const budget = spec.initial.size + spec.query.size * spec.query.cycles;
    expect(labelUse(spec, [measured(9), measured(10), measured(10, 1)])).toEqual({ spent: 44, budget });
    expect(labelUse(spec, [])).toEqual({ spent: 0, budget });
  });

  it('names the arm and, with several, the seed', () => {
    expect(phaseText(spec, step)).toBe('seed 2 of 3 · training 3 of 4');
    expect(phaseText({ ...spec, seeds: [2] }, step)).toBe('training 3 of 4');
    expect(phaseText({ ...spec, seeds: [2] }, { ...step, phase: 'reference' })).toBe('training on the whole pool');
    expect(phaseText({ ...spec, seeds: [2] }, { ...step, phase: 'preparing' })).toBe('preparing 3 of 4, 33 %');
  });

  it('is at the current cycle', () => {
    expect(currentCycle([measured(9)], step)).toBe(10);
    expect(currentCycle([measured(9)])).toBe(9);
  });

  it('estimates the remaining time from the steps since the run was resumed', () => {
    expect(secondsLeft({ done: 150, total: 200, from: 100, elapsedMs: 10_000 })).toBe(10);
    expect(secondsLeft({ done: 100, total: 200, from: 100, elapsedMs: 10_000 })).toBeUndefined();
  });

  it.each([
    [0.2, '1 s'],
    [89, '89 s'],
    [300, '5 min'],
    [7800, '2 h 10 min'],
  ])('%s seconds are %s', (seconds, words) => expect(formatRemaining(seconds)).toBe(words));
});

describe('the last cycle', () => {
  const split = (seed: number): LogEvent => ({
    type: 'split',
    seed,
    train: 1,
    validation: 0,
    test: 1,
    poolCounts: [],
    initial: [],
    initialLabels: [],
  });

  it('is that of the shown seed', () => {
    const log = [split(1), measured(0), measured(1), split(2), measured(0, 0, 2)];
    expect(lastCycle(log, 1)).toBe(1);
    expect(lastCycle(log, 'latest')).toBe(0);
    expect(lastCycle(log, 3)).toBe(-1);
  });

  it('belongs to a new seed once it has begun', () => {
    expect(lastCycle([split(1), measured(0), split(2)], 'latest')).toBe(-1);
  });
});
