/** What trainings carry from step to step: streams, readings, losses, and the arrays of a checkpoint. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../src/random/rng.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import { prefixed, savedArray, streamStates } from '../../src/trainer/carried-state.ts';
import { resumableBatches } from '../../src/trainer/resumable-batches.ts';
import { StepReadings } from '../../src/trainer/step-readings.ts';
import { weightsOnly } from '../../src/trainer/checkpoint.ts';

beforeAll(() => chooseBackend('wasm'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

describe('random streams', () => {
  test('continue from where they were saved, each under its name', async () => {
    const streams = { order: new Rng(1), dropout: new Rng(2) };
    const state = streamStates(streams);
    expect(Object.keys(state)).toEqual(['order', 'dropout']);
    for (const one of Object.values(streams)) one.uniform();
    const saved = await Promise.all(Object.values(state).map((one) => one.save()));
    const next = Object.values(streams).map((one) => [one.uniform(), one.uniform()]);
    Object.values(state).forEach((one, i) => one.restore(saved[i]!));
    expect(Object.values(streams).map((one) => [one.uniform(), one.uniform()])).toEqual(next);
    expect(next[0]).not.toEqual(next[1]);
  });

  test('have a prefix before their names; none have none', () => {
    const [a, b] = [new Rng(1), new Rng(2)];
    expect(prefixed('network', { flip: a, crop: b })).toEqual({ 'network flip': a, 'network crop': b });
    expect(prefixed('network')).toEqual({});
  });

  test('that a checkpoint lacks are named', () => {
    expect(() => savedArray({ stream: new Float64Array(1) }, 'sums')).toThrow('The checkpoint has no “sums”.');
    expect(savedArray({ sums: Float64Array.of(7) }, 'sums')).toEqual(Float64Array.of(7));
  });
});

describe('readings of a training', () => {
  const reading = (...values: number[]) => tf.tensor1d(values);

  test('are due at every step of a short training, and about two hundred times in a long one', () => {
    const dueSteps = (steps: number) => {
      const readings = new StepReadings(steps, ['a']);
      return Array.from({ length: steps }, (_, step) => step).filter((step) => readings.due(step));
    };
    expect(dueSteps(7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(dueSteps(1000)).toHaveLength(200);
    expect(dueSteps(1000).slice(0, 3)).toEqual([0, 5, 10]);
  });

  test('have the mean of the last tenth of the steps, its first step included', async () => {
    const readings = new StepReadings(20, ['loss', 'entropy', 'never read']);
    [[0, 100, 9], [17, 50, 9], [18, 1, 4], [19, 3, 8]].forEach(([step, ...values]) => readings.add(step!, reading(...values))); // prettier-ignore
    expect(await readings.metrics()).toEqual({ loss: 2, entropy: 6 });
    readings.dispose();
  });

  test('are the last one where none is that late, and nothing where there is none', async () => {
    const readings = new StepReadings(100, ['loss']);
    expect(await readings.metrics()).toEqual({});
    for (const [step, value] of [[0, 5], [50, 7]] as const) readings.add(step, reading(value)); // prettier-ignore
    expect(await readings.metrics()).toEqual({ loss: 7 });
    readings.dispose();
  });

  test('go on from their saved values, in place of those since', async () => {
    const [first, second] = [new StepReadings(10, ['a', 'b']), new StepReadings(10, ['a', 'b'])];
    first.add(8, reading(1, 2));
    first.add(9, reading(3, 6));
    const saved = await first.save();
    expect(saved).toEqual({ steps: Float64Array.of(8, 9), values: Float32Array.of(1, 2, 3, 6) });
    second.add(9, reading(100, 100));
    second.restore(saved);
    // of ten steps the last tenth is step 9
    expect(await second.metrics()).toEqual({ a: 3, b: 6 });
    expect(await second.save()).toEqual(saved);
    first.dispose();
    second.dispose();
    expect(await second.metrics()).toEqual({});
  });
});

describe('batches of a training that can be resumed', () => {
  test('are whole, go on into the next epoch, and have every sample once in each', () => {
    const batchOf = resumableBatches(5, 2, new Rng(3));
    const all = Array.from({ length: 5 }, (_, number) => [...batchOf(number)]);
    expect(all.every((batch) => batch.length === 2)).toBe(true);
    const order = all.flat();
    expect(order.slice(0, 5).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(order.slice(5).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(order.slice(0, 5)).not.toEqual(order.slice(5));
  });

  test('depend on their number only, in whatever order they are asked for', () => {
    const forward = resumableBatches(40, 8, new Rng(3));
    const all = Array.from({ length: 12 }, (_, number) => forward(number));
    const backward = resumableBatches(40, 8, new Rng(3));
    for (let number = 11; number >= 0; number--) expect(backward(number)).toEqual(all[number]);
    expect(resumableBatches(40, 8, new Rng(4))(0)).not.toEqual(all[0]);
    // as the epoch's own stream draws them
    expect(all.slice(0, 5).flatMap((batch) => [...batch])).toEqual([...new Rng(3).child('epoch', 0).permutation(40)]);
  });
});

test('the weights of a checkpoint are its arrays without optimisers and carried state', () => {
  const [weights, other] = [Float32Array.of(1), Float32Array.of(2)];
  expect(
    weightsOnly({
      learner: weights,
      'learner slots': other,
      'learner flip/stream': other,
      'epoch/sums': Float64Array.of(1),
      'slots of another name': other,
    }),
  ).toEqual({ learner: weights, 'slots of another name': other });
});
