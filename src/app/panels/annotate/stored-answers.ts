/**
 * Answers that are not in the log yet, in local storage: a reopened tab shows the same questions with the answers given so
 * far. Only those of the last query are stored.
 */
import type { Asking } from '../../../../workers/lab/api.ts';
import { browserItems } from '../../state/browser-items.ts';

const KEY = 'querent.answers';

/** Identifies a query by its step and a hash of its samples. */
const storageName = ({ runId, seed, cycle, arm, questions }: Asking): string =>
  [runId, seed, cycle, arm, digest(String(questions.values))].join('/');

export const storedAnswers = {
  /** The labels given so far, one list per question. */
  load(pendingQuestions: Asking): number[][] {
    try {
      const kept = JSON.parse(browserItems.get(KEY) ?? 'null') as { name?: unknown; given?: unknown } | null;
      if (kept?.name !== storageName(pendingQuestions) || !Array.isArray(kept.given)) return [];
      const sound = (one: unknown): one is number[] =>
        Array.isArray(one) && one.length === pendingQuestions.questions.each && one.every(Number.isInteger);
      return kept.given.every(sound) ? kept.given.slice(0, pendingQuestions.questions.worth.length) : [];
    } catch {
      return [];
    }
  },
  save(pendingQuestions: Asking, given: readonly number[][]): void {
    browserItems.set(KEY, JSON.stringify({ name: storageName(pendingQuestions), given }));
  },
};

/** 32-bit FNV-1a. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
