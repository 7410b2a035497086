/** A person as the annotator: “can't tell” gives no training sample, and neither a pause nor a closed tab changes the log. */
import { describe, expect, test, vi } from 'vitest';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import { STRIP_LENGTH } from '../../src/protocol/synthesized-queries.ts';
import { labWith, withoutTimes } from '../support/test-lab.ts';
import {
  gaal,
  adba,
  synthesisSpec,
  onWasm,
  planeDatabase,
  answers,
  measurements,
  runRecordingTraining,
} from '../support/synthesis-runs.ts';

/** Answers like a person who calls the first sample of each question untold and all others class 1. */
const shrugging = (message: RunMessage, tell: (labels: number[]) => void): void => {
  if (message.type !== 'pending-questions') return;
  const { worth, each } = message.pendingQuestions.questions;
  tell(Array.from({ length: worth.length * each }, (_, i) => (i < each ? -1 : 1)));
};

describe('a person', () => {
  test.each([
    ['GAAL', gaal({ answers: 'person' }), 1],
    ['ADBA', adba({ answers: 'person' }), STRIP_LENGTH],
  ])('who cannot tell gives %s no training sample, and uses one label of the budget', async (_, arm, each) => {
    const { seen, log } = await runRecordingTraining(synthesisSpec(arm), shrugging);
    expect(answers(log)[0]!.synthetic).toEqual({
      by: { kind: 'person' },
      labels: [...Array<number>(each).fill(-1), ...Array<number>(2 * each).fill(1)],
    });
    expect(seen.map(({ count }) => count)).toEqual([4, 4 + 2 * each, 4 + 4 * each]);
    for (const { labels } of seen) expect(labels).not.toContain(-1);
    expect(measurements(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
  });

  test('keeps the run waiting through a pause, and is asked the same again in a new tab', async () => {
    const spec = synthesisSpec(gaal({ answers: 'person' }));
    const db = await planeDatabase();
    const lab = labWith(db, onWasm);
    const { id } = await lab.create(spec, 'groups');
    const asked: Extract<RunMessage, { type: 'pending-questions' }>[] = [];
    const hear = (message: RunMessage) => void (message.type === 'pending-questions' && asked.push(message));
    const heard = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), { timeout: 120_000 });
    const going = lab.start(id, { scope: 'run', delay: 0 }, hear);
    await heard(1);
    await lab.pause(id);
    expect(await going).toBe('paused');
    const again = lab.start(id, { scope: 'run', delay: 0 }, hear);
    await heard(2);
    expect(asked[1]!.pendingQuestions).toBe(asked[0]!.pendingQuestions);
    await lab.stop(id);
    expect(await again).toBe('stopped');
    expect(await lab.log(id)).toHaveLength(1);
    const later = labWith(db, onWasm);
    const last = later.start(id, { scope: 'run', delay: 0 }, (message) => {
      hear(message);
      shrugging(message, (labels) => void later.answer(id, labels));
    });
    expect(await last).toBe('finished');
    expect(asked[2]!.pendingQuestions).toEqual(asked[0]!.pendingQuestions);
    const { log } = await runRecordingTraining(spec, shrugging);
    expect(withoutTimes(await later.log(id))).toEqual(withoutTimes(log));
  });
});
