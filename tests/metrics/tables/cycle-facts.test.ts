/** The data of a cycle in words, and those of generated queries and their annotators. */
import { describe, expect, test } from 'vitest';
import { cycleFacts } from '../../../src/metrics/cycle-facts.ts';
import {
  annotatorText,
  stripText,
  synthesizedQueriesTable,
  synthesizedQueriesText,
} from '../../../src/metrics/queries/annotator-text.ts';
import {
  hasSynthesizedQueries,
  synthesizedBefore,
  synthesizedQueriesAt,
  type SynthesizedQuery,
} from '../../../src/metrics/queries/synthesized-queries.ts';
import { stepAt, tableOf } from '../../../src/metrics/step-table.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import type { LoggedSynthesizedQueries } from '../../../src/protocol/synthesized-queries.ts';
import { buildLog } from '../../support/build-log.ts';

const classifier = { kind: 'classifier', name: 'Small CNN', labelled: 1400, testAccuracy: 0.989 } as const;

describe('the facts of a cycle', () => {
  const table = tableOf(buildLog({ accuracy: () => 0.8731 }))!;

  test('are those of the log, in the order of a step', () => {
    expect(cycleFacts(stepAt(table, { seed: 1, arm: 0, cycle: 1 }), [accuracyInfo])).toEqual([
      ['Labels', '4'],
      ['Test accuracy', '87.3 %'],
      ['Gradient steps', '40'],
      ['Epochs', '10, kept 9'],
      ['Training loss', '0.50'],
      ['Balance', '1.0'],
      ['Queried', '2 of 96'],
      ['Mean entropy of the queries', '0.30 nats'],
      ['Training', '2.0 s'],
      ['Measuring', '0.50 s'],
      ['Query', '1.0 s'],
      ['Computed on', 'CPU, none'],
    ]);
  });

  test('have the numbers that the strategy reports', () => {
    const step = stepAt(table, { seed: 1, arm: 0, cycle: 0 })!;
    const facts = cycleFacts({ ...step, queried: { ...step.queried!, metrics: { coverRadius: 1.25 } } }, []);
    expect(facts).toContainEqual(['Cover radius', '1.3']);
  });

  test('leave out what the cycle does not have', () => {
    const last = cycleFacts(stepAt(table, { seed: 1, arm: 0, cycle: 2 }), []);
    expect(last.map(([name]) => name)).not.toContain('Queried');
    expect(last.map(([name]) => name)).not.toContain('Test accuracy');
    expect(cycleFacts(undefined, [accuracyInfo])).toEqual([]);
  });

  test('have the validation split, the training’s metrics and the backend where there are any', () => {
    const { trained } = stepAt(table, { seed: 1, arm: 0, cycle: 0 })!;
    const facts = cycleFacts(
      {
        ...{ seed: 1, arm: 0, cycle: 0, backend: { name: 'wasm', adapter: 'SIMD, 2 threads' } },
        trained: { ...trained!, validationAccuracy: 0.9, metrics: { criticEntropy: 0.65 } },
      },
      [],
    );
    expect(facts).toContainEqual(['Validation accuracy', '90.0 %']);
    expect(facts.some(([name, value]) => /entropy/i.test(name) && value === '0.65')).toBe(true);
    expect(facts.at(-1)).toEqual(['Computed on', 'WASM, SIMD, 2 threads']);
  });
});

describe('annotators and generated queries', () => {
  test('in words', () => {
    expect(annotatorText(undefined)).toBe('…');
    expect(annotatorText({ kind: 'person' })).toBe('a person');
    expect(annotatorText(classifier)).toBe('Small CNN, trained on 1,400 true labels, 98.9 % right on the test set');
    expect(annotatorText({ ...classifier, testAccuracy: NaN })).toBe('Small CNN, trained on 1,400 true labels');
    const asked = (form: 'strip' | 'sample', count: number): LoggedSynthesizedQueries => {
      const each = form === 'strip' ? 11 : 1;
      const zeros = Array<number>(count * each).fill(0);
      return { form, each, values: zeros, entropies: zeros, predictions: zeros, worth: Array<number>(count).fill(0) };
    };
    expect([1, 3].map((count) => synthesizedQueriesText(asked('sample', count)))).toEqual(['1 generated sample', '3 generated samples']); // prettier-ignore
    expect([1, 3].map((count) => synthesizedQueriesText(asked('strip', count)))).toEqual(['1 strip of 11', '3 strips of 11']); // prettier-ignore
  });

  test('a strip has its class change', () => {
    const strip = (labels: number[] | undefined) => stripText(['cat', 'dog'], { labels } as SynthesizedQuery);
    expect([undefined, [-1, -1], [1, 1, 1], [0, 0, 1, 1, 1], []].map(strip)).toEqual([
      ...['…', 'can’t tell', 'all dog', 'first 2 cat, other 3 dog', 'can’t tell'],
    ]);
  });
});

describe('generated queries of a log', () => {
  const synthetic: LoggedSynthesizedQueries = {
    ...{ form: 'sample', each: 1, values: [1, 2, 3, 4, 5, 6] },
    ...{ entropies: [0.1, 0.2, 0.3], predictions: [0, 1, 1], worth: [0.5, 0.6, 0.7] },
  };
  const log = buildLog({ arms: ['random', 'gaal'] }).map((event): LogEvent => {
    if (event.type === 'queried' && event.arm === 1) return { ...event, indices: [], synthetic };
    if (event.type === 'labelled' && event.arm === 1 && event.cycle === 0)
      return { ...event, indices: [], labels: [], synthetic: { by: classifier, labels: [1, -1, 0] } };
    return event;
  });
  const table = tableOf(log)!;

  test('are those of the cycle, with the answers', () => {
    expect(hasSynthesizedQueries(table)).toBe(true);
    expect(hasSynthesizedQueries(tableOf(buildLog())!)).toBe(false);
    const [batch, ...others] = synthesizedQueriesAt(table, 1, 0);
    expect(others).toEqual([]);
    expect(batch).toMatchObject({ arm: 1, name: 'gaal', cycle: 0, form: 'sample', annotator: classifier });
    expect(batch!.queries.map(({ values, labels, predictions, entropy, acquisition }) => [[...values[0]!], labels, predictions, entropy, acquisition])).toEqual([[[1, 2], [1], [0], 0.1, 0.5], [[3, 4], [-1], [1], 0.2, 0.6], [[5, 6], [0], [1], 0.3, 0.7]]); // prettier-ignore
    expect(synthesizedQueriesAt(table, 1, Infinity)[0]).toMatchObject({ cycle: 1 });
    expect(synthesizedQueriesAt(table, 1, 2)).toEqual([]);
  });

  test('have a row each', () => {
    expect(synthesizedQueriesTable({ table, seed: 1, upTo: 0 }).rows).toEqual([
      ['gaal', 1, 0, 1, 1, 0.5, 'up', 'down', annotatorText(classifier)],
      ['gaal', 1, 0, 2, 1, 0.6, 'down', 'can’t tell', annotatorText(classifier)],
      ['gaal', 1, 0, 3, 1, 0.7, 'down', 'up', annotatorText(classifier)],
    ]);
  });

  test('train the next cycle, but for those answered “can’t tell”', () => {
    const before = (cycle: number) => synthesizedBefore(table, { seed: 1, arm: 1, cycle });
    expect(before(0)).toEqual({ values: [], labels: [] });
    expect(before(1)).toEqual({
      values: [
        [1, 2],
        [5, 6],
      ].map((xy) => Float32Array.from(xy)),
      labels: [1, 0],
    });
    expect(synthesizedBefore(table, { seed: 1, arm: 0, cycle: 1 }).labels).toEqual([]);
  });
});
