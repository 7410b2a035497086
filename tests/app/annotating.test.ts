/** A person's answers on the page: keys, the marker, taking back, and what a reload finds again. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { classKeys, labelForKey } from '../../src/app/panels/annotate/answer-keys.ts';
import { AnswerSession } from '../../src/app/panels/annotate/answer-session.svelte.ts';
import type { Asking } from '../../workers/lab/api.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

const pendingQuestions = (form: 'sample' | 'strip', count: number, value = 0): Asking => {
  const each = form === 'strip' ? 11 : 1;
  const shown = Array.from({ length: each * count }, () => value);
  const questions = { form, each, values: [...shown, ...shown], entropies: shown, predictions: shown, worth: shown.slice(0, count) }; // prettier-ignore
  return { runId: 'run', seed: 1, cycle: 0, arm: 0, questions };
};
const answers = (of: Asking) => {
  const sent: number[][] = [];
  return { answerSession: new AnswerSession(of, [2], (labels) => Promise.resolve(void sent.push(labels))), sent };
};

describe('keys', () => {
  test('are the classes’ own names where these are single characters', () => {
    expect(classKeys(['5', '7'])).toEqual(['5', '7']);
    expect(labelForKey('7', classKeys(['5', '7']))).toBe(1);
    expect(labelForKey('0', classKeys(['5', '7']))).toBe(-1);
    // a nought among the digits is a nought
    expect(labelForKey('0', classKeys([...'0123456789']))).toBe(0);
    expect(labelForKey('?', classKeys([...'0123456789']))).toBe(-1);
  });

  test('are 1, 2, 3 for other names, then letters, and none where they run out', () => {
    const keys = classKeys(Array.from({ length: 60 }, (_, i) => `class ${i}`));
    expect(keys.slice(0, 10)).toEqual([...'123456789a']);
    const given = keys.filter((key) => key !== undefined);
    expect(new Set(given).size).toBe(given.length);
    expect(keys[59]).toBeUndefined();
    expect(labelForKey('Shift', keys)).toBeUndefined();
    expect(labelForKey('0', keys)).toBe(-1);
  });
});

describe('answers', () => {
  test('go back together, once all are given, and the last can be taken back until then', async () => {
    const { answerSession, sent } = answers(pendingQuestions('sample', 3));
    answerSession.answerAll(0);
    answerSession.answerAll(1);
    answerSession.undo();
    answerSession.answerAll(-1);
    await answerSession.submit();
    expect(sent).toEqual([]);
    answerSession.answerAll(1);
    expect(answerSession.currentQuestion).toBeUndefined();
    answerSession.answerAll(0); // to no question
    await answerSession.submit();
    await answerSession.submit();
    answerSession.undo();
    expect(sent).toEqual([[0, -1, 1]]);
  });

  test('of a strip are its marker’s, which stays on the strip and begins in the middle of each', () => {
    const { answerSession } = answers(pendingQuestions('strip', 2));
    expect(answerSession.change.after).toBe(6);
    answerSession.moveMarker(99);
    expect(answerSession.change.after).toBe(11);
    answerSession.moveMarker(2);
    answerSession.swapSides();
    answerSession.confirmChange();
    expect(answerSession.answers).toEqual([[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
    expect(answerSession.change).toEqual({ after: 6, first: 0 });
    answerSession.answerAll(-1);
    expect(answerSession.answers[1]).toEqual(Array(11).fill(-1));
  });

  test('are there again when the very same questions come back, and not for others', () => {
    answers(pendingQuestions('sample', 3)).answerSession.answerAll(1);
    expect(answers(pendingQuestions('sample', 3)).answerSession.answers).toEqual([[1]]);
    expect(answers(pendingQuestions('sample', 3, 0.5)).answerSession.answers).toEqual([]);
    expect(answers({ ...pendingQuestions('sample', 3), cycle: 1 }).answerSession.answers).toEqual([]);
    localStorage.setItem('querent.answers', '{"name": 3');
    expect(answers(pendingQuestions('sample', 3)).answerSession.answers).toEqual([]);
  });
});
