/** Annotators of synthesized samples: the marker on a strip, a classifier, a person. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifierAnnotator, personAnnotator } from '../../src/annotators/synthesized.ts';
import {
  fitClassChange,
  stripLabels,
  STRIP_LENGTH,
  type LoggedSynthesizedQueries,
} from '../../src/protocol/synthesized-queries.ts';

const questionsOf = (form: LoggedSynthesizedQueries['form'], count: number): LoggedSynthesizedQueries => {
  const each = form === 'strip' ? STRIP_LENGTH : 1;
  const shown = Array.from({ length: count * each }, () => 0);
  return { form, each, values: shown, entropies: shown, predictions: shown, worth: shown.slice(0, count) };
};

describe('a marker on a strip', () => {
  test('labels the images before it with one class, those after it with the other', () => {
    expect(stripLabels({ after: 4, first: 0 })).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]);
    expect(stripLabels({ after: 4, first: 1 })).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(stripLabels({ after: 0, first: 0 })).toEqual(Array(11).fill(1));
    expect(stripLabels({ after: 11, first: 0 })).toEqual(Array(11).fill(0));
  });

  test('is placed where it contradicts the fewest labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: STRIP_LENGTH, maxLength: STRIP_LENGTH }),
        (labels) => {
          const wrong = (after: number, first: number) =>
            stripLabels({ after, first }).filter((label, i) => label !== labels[i]).length;
          const { after, first } = fitClassChange(labels);
          const least = Math.min(...Array.from({ length: 12 }, (_, i) => Math.min(wrong(i, 0), wrong(i, 1))));
          expect(wrong(after, first)).toBe(least);
        },
      ),
    );
    // 0 0 1 0 1 1 …: after the second or after the fourth; the latter is nearer to the middle
    expect(fitClassChange([0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1])).toEqual({ after: 4, first: 0 });
    expect(fitClassChange([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ after: 3, first: 1 });
  });
});

const by = { kind: 'classifier', name: 'Small CNN', testAccuracy: 0.9, labelled: 60 } as const;

describe('a classifier', () => {
  test('labels each sample with its prediction, and describes itself', async () => {
    const annotator = classifierAnnotator(() => Promise.resolve({ by, labels: [2, 0, 1] }));
    expect(await annotator.answer(questionsOf('sample', 3))).toEqual({ by, labels: [2, 0, 1] });
  });

  test('gives each strip one class change, even where its predictions have several', async () => {
    const said = [...[0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1], ...[1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]];
    const annotator = classifierAnnotator(() => Promise.resolve({ by, labels: said }));
    const { labels } = await annotator.answer(questionsOf('strip', 2));
    expect(labels).toEqual([...stripLabels({ after: 6, first: 0 }), ...stripLabels({ after: 8, first: 1 })]);
  });
});

describe('a person', () => {
  test('may answer “can’t tell”', async () => {
    const annotator = personAnnotator(3, () => Promise.resolve([2, -1, 0]));
    expect(await annotator.answer(questionsOf('sample', 3))).toEqual({ by: { kind: 'person' }, labels: [2, -1, 0] });
  });

  test('labels each image of a strip', async () => {
    const labels = [...stripLabels({ after: 3, first: 0 }), ...stripLabels({ after: 7, first: 1 })];
    const annotator = personAnnotator(2, () => Promise.resolve(labels));
    expect(await annotator.answer(questionsOf('strip', 2))).toEqual({ by: { kind: 'person' }, labels });
  });

  test.each([
    ['too few answers', [1, 0]],
    ['a class that there is not', [0, 1, 3]],
    ['a class below “can’t tell”', [0, 1, -2]],
    ['no whole number', [0, 1, 0.5]],
  ])('%s do not reach the log', async (_, labels) => {
    const annotator = personAnnotator(3, () => Promise.resolve(labels));
    await expect(annotator.answer(questionsOf('sample', 3))).rejects.toMatchObject({ code: 'unfit' });
  });
});
