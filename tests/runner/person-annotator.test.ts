/** A person answers a run: what cannot be told is not learnt from, and neither pause nor closed tab changes the log. */
import { describe, expect, test, vi } from 'vitest';
import type { RunMessage } from '../../src/runner/control/run-messages.ts';
import { STRIP } from '../../src/protocol/synthesized-queries.ts';
import { labOn, timeless } from '../support/test-lab.ts';
import { gaal, adba, asking, wasm, planes, answers, measures, spiedRun } from '../support/synthesis-runs.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Answers like a person who calls the first sample of each question untold and all others class 1. */
const shrugging = (message: RunMessage, tell: (labels: number[]) => void): void => {
  if (message.type !== 'asked') return;
  const { worth, each } = message.asking.questions;
  tell(Array.from({ length: worth.length * each }, (_, i) => (i < each ? -1 : 1)));
};

describe('a person', () => {
  test.each([
    ['GAAL', gaal({ answers: 'person' }), 1],
    ['ADBA', adba({ answers: 'person' }), STRIP],
  ])('who cannot tell leaves %s nothing to learn from that sample, and has spent a label', async (_, arm, each) => {
    const { seen, log } = await spiedRun(asking(arm), shrugging);
    expect(answers(log)[0]!.synthetic).toEqual({
      by: { kind: 'person' },
      labels: [...Array<number>(each).fill(-1), ...Array<number>(2 * each).fill(1)],
    });
    expect(seen.map(({ count }) => count)).toEqual([4, 4 + 2 * each, 4 + 4 * each]);
    for (const { labels } of seen) expect(labels).not.toContain(-1);
    expect(measures(log).map(({ labelled }) => labelled)).toEqual([4, 7, 10]);
  });

  test('keeps the run waiting, through a pause, and a closed tab asks the same again', async () => {
    const spec = asking(gaal({ answers: 'person' }));
    const db = await planes();
    const lab = labOn(db, wasm);
    const { id } = await lab.create(spec, 'groups');
    const asked: Extract<RunMessage, { type: 'asked' }>[] = [];
    const hear = (message: RunMessage) => void (message.type === 'asked' && asked.push(message));
    const heard = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), { timeout: 20_000 });
    const going = lab.start(id, 'run', 0, hear);
    await heard(1);
    await lab.pause(id);
    expect(await going).toBe('paused');
    const again = lab.start(id, 'run', 0, hear);
    await heard(2);
    expect(asked[1]!.asking).toBe(asked[0]!.asking);
    await lab.stop(id);
    expect(await again).toBe('stopped');
    expect(await lab.log(id)).toHaveLength(1);
    const later = labOn(db, wasm);
    const last = later.start(id, 'run', 0, (message) => {
      hear(message);
      shrugging(message, (labels) => void later.answer(id, labels));
    });
    expect(await last).toBe('finished');
    expect(asked[2]!.asking).toEqual(asked[0]!.asking);
    const { log } = await spiedRun(spec, shrugging);
    expect(timeless(await later.log(id))).toEqual(timeless(log));
  });
});
