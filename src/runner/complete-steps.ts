/** An imported log: checked like a file, and cut after its last complete step. */
import { parseLog, serialiseLog } from '../protocol/log/log-file.ts';
import type { LogEvent, Started } from '../protocol/events.ts';
import { planSteps } from '../protocol/plan.ts';
import { Problem } from '../protocol/problem.ts';

/**
 * The log of a run that was interrupted while writing may end with an incomplete step, which is computed again.
 * @throws Problem `bad-file` where it is no log
 */
export function keepCompleteSteps(events: readonly LogEvent[]): [Started, ...LogEvent[]] {
  const log = parseLog(serialiseLog(events));
  const [started] = log;
  if (started?.type !== 'started') throw new Problem('bad-file', 'The log does not begin with “started”.');
  return [started, ...log.slice(1, countCompleteEvents(started, log))];
}

/** Number of events that belong to complete steps. */
function countCompleteEvents({ spec, dataset }: Started, log: readonly LogEvent[]): number {
  let complete = 1;
  let at = 1;
  for (const step of planSteps(spec)) {
    while (log[at]?.type === 'backend-changed') at++;
    if (log[at]?.type === 'split') at++;
    const last = step.kind === 'cycle' && step.cycle === spec.query.cycles;
    const types =
      step.kind !== 'cycle'
        ? [step.kind === 'reference' ? 'full-supervision' : 'luck']
        : [
            ...['trained', 'measured'],
            ...(dataset.kind === 'plane' ? ['mapped'] : []),
            ...(last ? [] : ['queried', 'labelled']),
          ];
    if (!types.every((type, i) => log[at + i]?.type === type)) return complete;
    at += types.length;
    complete = at;
  }
  return log[at]?.type === 'finished' ? at + 1 : complete;
}
