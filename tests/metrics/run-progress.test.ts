/** A run's progress as text, and the last cycle of its log. */
import { describe, expect, it } from 'vitest';
import {
  currentCycle,
  formatRemaining,
  labelUse,
  lastCycle,
  phaseText,
  runProgressText,
  secondsLeft,
} from '../../src/metrics/run-progress.ts';
import { presets } from '../../src/presets/index.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { planSteps } from '../../src/protocol/plan.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { measuredEvent } from '../support/measured-event.ts';

const spec = parseSpec(presets[0].spec);

describe('a stored run', () => {
  it('says how far it has come, by cycle and seed', () => {
    const info = { spec, finished: false, stepsTotal: planSteps(spec).length };
    expect(runProgressText({ ...info, stepsDone: 0 })).toBe('0 % done (cycle 0 of 12, seed 1 of 3)');
    // 4 arms, 13 cycles, and the reference: 53 steps of seed 1, then nine cycles and one arm of the tenth
    expect(runProgressText({ ...info, stepsDone: 53 + 37 })).toBe('57 % done (cycle 9 of 12, seed 2 of 3)');
    expect(runProgressText({ ...info, stepsDone: 157, finished: true })).toBe('finished');
    const single = { ...spec, seeds: [7] };
    expect(runProgressText({ ...info, spec: single, stepsDone: 3, stepsTotal: 53 })).toBe('5 % done (cycle 0 of 12)');
  });
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
    expect(labelUse(spec, [measuredEvent(9), measuredEvent(10), measuredEvent(10, 1)])).toEqual({ spent: 44, budget });
    expect(labelUse(spec, [])).toEqual({ spent: 0, budget });
  });

  it('names the arm and, with several, the seed', () => {
    expect(phaseText(spec, step)).toBe('seed 2 of 3 · training 3 of 4');
    expect(phaseText({ ...spec, seeds: [2] }, step)).toBe('training 3 of 4');
    expect(phaseText({ ...spec, seeds: [2] }, { ...step, phase: 'reference' })).toBe('training on the whole pool');
    expect(phaseText({ ...spec, seeds: [2] }, { ...step, phase: 'preparing' })).toBe('preparing 3 of 4, 33 %');
  });

  it('is at the current cycle', () => {
    expect(currentCycle([measuredEvent(9)], step)).toBe(10);
    expect(currentCycle([measuredEvent(9)])).toBe(9);
  });

  it('estimates the remaining time from the steps since the run was resumed', () => {
    expect(secondsLeft({ done: 150, total: 200, from: 100, seconds: 10 })).toBe(10);
    expect(secondsLeft({ done: 100, total: 200, from: 100, seconds: 10 })).toBeUndefined();
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
    const log = [split(1), measuredEvent(0), measuredEvent(1), split(2), measuredEvent(0, 0, 2)];
    expect(lastCycle(log, 1)).toBe(1);
    expect(lastCycle(log, 'latest')).toBe(0);
    expect(lastCycle(log, 3)).toBe(-1);
  });

  it('belongs to a new seed once it has begun', () => {
    expect(lastCycle([split(1), measuredEvent(0), split(2)], 'latest')).toBe(-1);
  });
});
