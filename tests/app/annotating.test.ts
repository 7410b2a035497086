/** A person's answers on the page: keys, the marker, taking back, and what a reload finds again. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keysOf, labelOfKey } from '../../src/app/panels/annotate/answer-keys.ts';
import { Answering } from '../../src/app/panels/annotate/answer-session.svelte.ts';
import type { Asking } from '../../workers/lab/api.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

const asking = (form: 'sample' | 'strip', count: number, value = 0): Asking => {
  const each = form === 'strip' ? 11 : 1;
  const shown = Array.from({ length: each * count }, () => value);
  const questions = { form, each, values: [...shown, ...shown], entropies: shown, predictions: shown, worth: shown.slice(0, count) }; // prettier-ignore
  return { runId: 'run', seed: 1, cycle: 0, arm: 0, questions };
};
const answers = (of: Asking) => {
  const sent: number[][] = [];
  return { answering: new Answering(of, [2], (labels) => Promise.resolve(void sent.push(labels))), sent };
};

describe('keys', () => {
  test('are the classes’ own names where these are single characters', () => {
    expect(keysOf(['5', '7'])).toEqual(['5', '7']);
    expect(labelOfKey('7', keysOf(['5', '7']))).toBe(1);
    expect(labelOfKey('0', keysOf(['5', '7']))).toBe(-1);
    // a nought among the digits is a nought
    expect(labelOfKey('0', keysOf([...'0123456789']))).toBe(0);
    expect(labelOfKey('?', keysOf([...'0123456789']))).toBe(-1);
  });

  test('are 1, 2, 3 for other names, then letters, and none where they run out', () => {
    const keys = keysOf(Array.from({ length: 60 }, (_, i) => `class ${i}`));
    expect(keys.slice(0, 10)).toEqual([...'123456789a']);
    const given = keys.filter((key) => key !== undefined);
    expect(new Set(given).size).toBe(given.length);
    expect(keys[59]).toBeUndefined();
    expect(labelOfKey('Shift', keys)).toBeUndefined();
    expect(labelOfKey('0', keys)).toBe(-1);
  });
});

describe('answers', () => {
  test('go back together, once all are given, and the last can be taken back until then', async () => {
    const { answering, sent } = answers(asking('sample', 3));
    answering.tell(0);
    answering.tell(1);
    answering.undo();
    answering.tell(-1);
    await answering.send();
    expect(sent).toEqual([]);
    answering.tell(1);
    expect(answering.current).toBeUndefined();
    answering.tell(0); // to no question
    await answering.send();
    await answering.send();
    answering.undo();
    expect(sent).toEqual([[0, -1, 1]]);
  });

  test('of a strip are its marker’s, which stays on the strip and begins in the middle of each', () => {
    const { answering } = answers(asking('strip', 2));
    expect(answering.change.after).toBe(6);
    answering.move(99);
    expect(answering.change.after).toBe(11);
    answering.move(2);
    answering.swap();
    answering.mark();
    expect(answering.given).toEqual([[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
    expect(answering.change).toEqual({ after: 6, first: 0 });
    answering.tell(-1);
    expect(answering.given[1]).toEqual(Array(11).fill(-1));
  });

  test('are there again when the very same questions come back, and not for others', () => {
    answers(asking('sample', 3)).answering.tell(1);
    expect(answers(asking('sample', 3)).answering.given).toEqual([[1]]);
    expect(answers(asking('sample', 3, 0.5)).answering.given).toEqual([]);
    expect(answers({ ...asking('sample', 3), cycle: 1 }).answering.given).toEqual([]);
    localStorage.setItem('querent.answers', '{"name": 3');
    expect(answers(asking('sample', 3)).answering.given).toEqual([]);
  });
});
