/** Times of checkpoints, by an injected clock, and resumed trainings. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { optimizerFor } from '../../src/tensor/optimizers.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { Checkpoint } from '../../src/trainer/checkpoint.ts';
import { descent, type LossReading } from '../../src/trainer/descent.ts';
import { stepSchedule } from '../../src/trainer/schedule.ts';
import { runTrainingLoop, type LoopOptions } from '../../src/trainer/training-loop.ts';
import type { Control } from '../../src/trainer/control.ts';
import { silentControl } from '../support/point-samples.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

interface Options extends LoopOptions<LossReading> {
  decay?: 'none' | 'linear';
  control?: Partial<Control>;
  onStep?: () => void;
}

/** Trains a weight towards numbers that its stream draws for each step; gives the weight. */
async function train(steps: number, { decay, control, onStep, ...options }: Options = {}): Promise<number> {
  const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
  const network = { variables: [weight], state: [] };
  const optimizer = optimizerFor('adam', 1, [weight]);
  const schedule = stepSchedule(steps, decay);
  const trainStep = descent({
    ...{ network, optimizer },
    batches(step) {
      onStep?.();
      return new Rng(1).child('target', step).uniform();
    },
    objective: (target) => () => tf.square(tf.sub(weight, target)),
  });
  const networks = [{ name: 'weight', network, optimizer, learningRate: schedule.learningRateFactor }];
  try {
    await runTrainingLoop<LossReading>({ networks, schedule, trainStep, ...options }, { ...silentControl, ...control });
    return weight.dataSync()[0]!;
  } finally {
    optimizer.dispose();
    weight.dispose();
  }
}

/** Steps at which a training saves whose steps and saves take so many seconds. */
async function savedSteps(steps: number, seconds: { step: number; save: number }): Promise<number[]> {
  let clock = 0;
  const saved: number[] = [];
  const save = ({ step }: Checkpoint) => {
    clock += seconds.save;
    saved.push(step);
  };
  await train(steps, {
    onStep: () => (clock += seconds.step),
    checkpoints: { seconds: () => clock, save, saveLast: true },
  });
  return saved;
}

describe('a training saves', () => {
  test('every half minute of work and after its last step', async () => {
    expect(await savedSteps(70, { step: 1, save: 0 })).toEqual([30, 60, 70]);
    expect(await savedSteps(3, { step: 1, save: 0 })).toEqual([3]);
    expect(await savedSteps(60, { step: 1, save: 0 })).toEqual([30, 60]);
  });

  test('less often where saving takes long: at most three seconds of a hundred', async () => {
    // 3 s of saving want 97 s of work; the first save cannot know yet
    expect(await savedSteps(300, { step: 1, save: 3 })).toEqual([30, 127, 224, 300]);
    expect(await savedSteps(100, { step: 10, save: 0.5 })).toEqual([...range(3, 99, 3), 100]);
  });

  test('when it is paused or stopped, and no step twice', async () => {
    const saved: number[] = [];
    let passes = 0;
    const control: Partial<Control> = {
      interrupted: () => passes >= 4,
      checkpoint: () => (++passes > 5 ? Promise.reject(new Error('stopped')) : Promise.resolve()),
    };
    const checkpoints = { saveLast: true, seconds: () => 0, save: ({ step }: Checkpoint) => void saved.push(step) };
    await expect(train(10, { control, checkpoints })).rejects.toThrow('stopped');
    expect(saved).toEqual([4, 5]);
    saved.length = 0;
    passes = 3;
    const always = { checkpoint: () => Promise.resolve(), interrupted: () => true };
    await train(2, { control: always, checkpoints });
    expect(saved).toEqual([1, 2]);
  });

  test('when a stop arrives between two steps', async () => {
    const saved: number[] = [];
    let yields = 0;
    const control: Partial<Control> = {
      yield: () => Promise.resolve(void yields++),
      interrupted: () => yields >= 4,
      checkpoint: () => (yields >= 4 ? Promise.reject(new Error('stopped')) : Promise.resolve()),
    };
    const checkpoints = { saveLast: true, seconds: () => 0, save: ({ step }: Checkpoint) => void saved.push(step) };
    await expect(train(10, { control, checkpoints })).rejects.toThrow('stopped');
    expect(saved).toEqual([3]);
  });
});

const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by);

test.each(['none', 'linear'] as const)('a resumed training comes to the same weight: decay %s', async (decay) => {
  const saved: Checkpoint[] = [];
  const { progress, checkpoints } = savedEvery(1, (one) => saved.push(one));
  const whole = await train(6, { decay, control: { progress }, checkpoints });
  for (const resumeFrom of saved) expect(await train(6, { decay, resumeFrom })).toBe(whole);
  expect(await train(6, { decay: decay === 'none' ? 'linear' : 'none' })).not.toBe(whole);
});

test('readings are reported at the interval and after the last step, with the loss before the step', async () => {
  const readings: LossReading[] = [];
  await train(5, { monitor: { every: 2, report: (one) => void readings.push(one) } });
  expect(readings.map(({ step }) => step)).toEqual([2, 4, 5]);
  const first: LossReading[] = [];
  await train(1, { monitor: { every: 9, report: (one) => void first.push(one) } });
  expect(first[0]!.loss).toBeCloseTo(new Rng(1).child('target', 0).uniform() ** 2, 6);
});
