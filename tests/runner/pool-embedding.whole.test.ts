/** Embeddings of the pool: sent during a run, computed again by replays, and never part of the log. */
import { describe, expect, test } from 'vitest';
import { decodeConfusion } from '../../src/protocol/confusion.ts';
import { isSameStep, type StepKey } from '../../src/protocol/events.ts';
import type { PoolEmbedding } from '../../src/protocol/replay/pool-embedding.ts';
import * as tf from '../../src/tensor/tf.ts';
import { ignoreMessages, freshDatabase, labWith, specOf, withoutTimes, runToEnd } from '../support/test-lab.ts';

const spec = specOf({
  arms: [{ strategy: 'entropy' }, { strategy: 'core-set' }],
  seeds: [1],
  training: { epochs: 6, batch: 4, learningRate: 0.05 },
});
const never = () => new AbortController().signal;

/** A finished run, and what was seen of it. */
async function watched(of = spec) {
  const lab = labWith(await freshDatabase());
  const { id } = await lab.create(of, 'groups');
  const looks: PoolEmbedding[] = [];
  await lab.reportEmbeddings(true);
  await lab.start(
    id,
    { scope: 'run', delay: 0 },
    (message) => void (message.type === 'pool-embedding' && looks.push(message.embedding)),
  );
  return { lab, id, looks, log: await lab.log(id) };
}
const keyOf = ({ seed, cycle, arm }: StepKey): StepKey => ({ seed, cycle, arm });

describe('a run that reports embeddings', () => {
  test('has the log of a run that does not', async () => {
    const { log } = await watched();
    expect(withoutTimes(log).slice(1)).toEqual(withoutTimes(await runToEnd(spec)).slice(1));
  });

  test('reports every step: the same subset of the pool, and the labelled and queried samples', async () => {
    const { looks, log } = await watched();
    const steps = log.filter((event) => event.type === 'measured');
    expect(looks.map(keyOf)).toEqual(steps.map(keyOf));
    for (const look of looks) {
      const seen = new Set(look.indices);
      expect(seen.size).toBe(look.indices.length);
      // a pool of sixty is shown whole
      expect(seen.size).toBe(60);
      expect(look.features).toHaveLength(look.indices.length * look.featureSize);
      expect(look.scores.map((score) => score.name)).toEqual([
        ...['Entropy', 'Margin', 'Confidence', 'Cross-entropy', 'Acquisition'],
      ]);
      for (const { values } of look.scores) expect(values).toHaveLength(look.indices.length);
      expect([...look.labels]).toEqual(Array.from(look.indices, (index) => index % 2));
    }
  });

  test('has the scores of the log for the queried samples', async () => {
    const { looks, log } = await watched();
    for (const event of log) {
      if (event.type !== 'queried') continue;
      const look = looks.find((one) => one.cycle === event.cycle && one.arm === event.arm)!;
      event.indices.forEach((index, i) => {
        const at = look.indices.indexOf(index);
        expect(look.predictions[at]).toBe(event.predictions[i]);
        expect(look.scores[0]!.values[at]).toBeCloseTo(event.entropies[i]!, 6);
      });
      // the strategy's own wish is greatest where it asked
      const wish = look.scores.find((score) => score.name === 'Acquisition')!.values;
      const asked = look.indices.indexOf(event.indices[0]!);
      const labelled = new Set(
        log.flatMap((one) =>
          one.type === 'split'
            ? one.initial
            : one.type === 'labelled' && one.arm === event.arm && one.cycle < event.cycle
              ? one.indices
              : [],
        ),
      );
      const most = Math.max(...wish.filter((_, i) => !labelled.has(look.indices[i]!)));
      expect(wish[asked]).toBeCloseTo(most, 5);
    }
  });
});

test('a learner with critic and mixtures has a score for each metric', async () => {
  const { looks, log } = await watched(
    specOf({
      arms: [{ strategy: 'mixture' }, { strategy: 'random' }],
      seeds: [1],
      training: {
        ...{ method: 'mixture-da', epochs: 6, batch: 4, learningRate: 0.05 },
        parameters: { alignSteps: 6, refit: 3, width: 8 },
      },
    }),
  );
  for (const look of looks) {
    const [like, known, other, loss] = ['I_like', 'ln p, labelled mixture', 'ln p, unlabelled mixture', 'Cross-entropy'].map(
      (name) => look.scores.find((score) => score.name === name)!.values,
    ); // prettier-ignore
    expect(look.scores.map((score) => score.name)).toContain('Critic');
    like!.forEach((value, i) => expect(value).toBeCloseTo(other![i]! - known![i]!, 3));
    const queried = log.find(
      (event) => event.type === 'queried' && event.cycle === look.cycle && event.arm === look.arm,
    );
    if (queried?.type !== 'queried') continue;
    queried.indices.forEach((index, i) =>
      expect(loss![look.indices.indexOf(index)]).toBeCloseTo(queried.losses![i]!, 5),
    );
  }
});

test('there are no scores of critic and mixtures for an empty pool: that critic was not trained', async () => {
  const { looks } = await watched(
    specOf({
      pool: { train: 10, test: 30, validation: 20 },
      arms: [{ strategy: 'random' }],
      seeds: [1],
      training: { method: 'wasserstein', epochs: 2, batch: 4, learningRate: 0.05 },
    }),
  );
  const told = looks.map(({ scores }) => scores.some(({ name }) => name === 'Critic'));
  expect(told).toEqual([true, true, false]);
});

describe('a replay', () => {
  test('trains the same learner to the last bit, and leaves no tensors', async () => {
    const { lab, id, looks } = await watched();
    const before = tf.memory().numTensors;
    for (const seen of [looks[3]!, looks[0]!]) {
      const again = await lab.embedPool({ runId: id, key: keyOf(seen) }, ignoreMessages, never());
      expect(again).toEqual(seen);
      expect(again.loggedLearner).toBe(true);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('has the report of the step as in the log, and the predictions behind its confusion matrix', async () => {
    const { lab, id, looks, log } = await watched();
    for (const key of [looks[4]!, looks[1]!].map(keyOf)) {
      const { trained, measured, test } = await lab.replayStep({ runId: id, key }, ignoreMessages, never());
      const logged = log.filter((event) => 'arm' in event && isSameStep(event, key));
      expect(withoutTimes([trained, measured])).toEqual(
        withoutTimes(logged.filter(({ type }) => type === 'trained' || type === 'measured')),
      );
      const cells = decodeConfusion(measured.confusion!, 2);
      expect(test.indices).toHaveLength(cells.reduce((sum, { count }) => sum + count, 0));
      for (const { label, predicted, count } of cells)
        expect(test.indices.filter((_, i) => test.labels[i] === label && test.predicted[i] === predicted)).toHaveLength(
          count,
        );
    }
  });

  test('reports a learner that differs from that of the log', async () => {
    const db = await freshDatabase();
    const lab = labWith(db);
    const { id } = await lab.create(spec, 'groups');
    await lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    const log = (await lab.log(id)).map((event) =>
      event.type === 'trained' ? { ...event, loss: event.loss * (1 + 1e-6) } : event,
    );
    const other = await lab.importLog(log);
    expect(
      (await lab.embedPool({ runId: other.id, key: { seed: 1, cycle: 1, arm: 0 } }, ignoreMessages, never()))
        .loggedLearner,
    ).toBe(false);
  });

  test('is cancelled by a run, and refused while one is active', async () => {
    const lab = labWith(await freshDatabase());
    const { id } = await lab.create(spec, 'groups');
    await lab.start(id, { scope: 'cycle', delay: 0 }, ignoreMessages);
    const key = { seed: 1, cycle: 0, arm: 0 };
    const look = lab.embedPool({ runId: id, key }, ignoreMessages, never());
    const looked = expect(look).rejects.toMatchObject({ code: 'cancelled' });
    const run = lab.start(id, { scope: 'run', delay: 0 }, ignoreMessages);
    await expect(lab.embedPool({ runId: id, key }, ignoreMessages, never())).rejects.toMatchObject({ code: 'busy' });
    await looked;
    expect(await run).toBe('finished');
    expect(withoutTimes(await lab.log(id)).slice(1)).toEqual(withoutTimes(await runToEnd(spec)).slice(1));
  });

  test('is cancelled by another replay', async () => {
    const { lab, id, looks } = await watched();
    const first = expect(
      lab.embedPool({ runId: id, key: keyOf(looks[4]!) }, ignoreMessages, never()),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await lab.embedPool({ runId: id, key: keyOf(looks[1]!) }, ignoreMessages, never())).toEqual(looks[1]);
    await first;
  });

  test('is cancelled by its signal, and refused for a step that has not been run', async () => {
    const { lab, id } = await watched();
    const wish = new AbortController();
    const look = lab.embedPool({ runId: id, key: { seed: 1, cycle: 2, arm: 0 } }, ignoreMessages, wish.signal);
    wish.abort();
    await expect(look).rejects.toMatchObject({ code: 'cancelled' });
    await expect(
      lab.embedPool({ runId: id, key: { seed: 1, cycle: 9, arm: 0 } }, ignoreMessages, never()),
    ).rejects.toMatchObject({
      code: 'missing',
    });
  });
});
