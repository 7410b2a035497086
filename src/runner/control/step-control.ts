/** How the steps of a session work with it: held at its gate, answered by its person, told of to its listener. */
import type { StepKey } from '../../protocol/events.ts';
import type { Step } from '../../protocol/plan.ts';
import type { StepPacing } from '../run-context.ts';
import type { Gate } from './gate.ts';
import type { Holds } from './asset-locks.ts';
import type { Phase, RunListener } from './run-messages.ts';
import type { Person } from './person-prompt.ts';

/** Milliseconds between two reports of progress. */
const REPORT = 80;

/** Passes on the first report, and of those that follow one at a time. */
export function sparingly<T extends unknown[]>(tell: (...of: T) => void): (...of: T) => void {
  let told = -Infinity;
  return (...of) => {
    const now = performance.now();
    if (now - told < REPORT) return;
    told = now;
    tell(...of);
  };
}

/** What of a session its steps have to do with. */
interface Stand {
  runId: string;
  gate: Gate;
  person: Person;
  holds: Holds;
  tell: RunListener;
}

/** @param watched whether the listener wants to see what the step's learner makes of the pool */
export type Pacer = (step: Step, watched: boolean) => StepPacing;

export function pacerFor({ runId, gate, person, holds, tell }: Stand): Pacer {
  const report = sparingly((key: StepKey, phase: Phase, done: number, total: number) => {
    void tell({ type: 'progress', runId, ...key, phase, done, total });
  });
  return (step, watched) => {
    const { seed, cycle, arm } = step.kind === 'cycle' ? step : { ...step, cycle: 0, arm: 0 };
    const key: StepKey = { seed, cycle, arm };
    return {
      ...(watched && { looked: (look) => void tell({ type: 'looked', runId, look }) }),
      gate: () => gate.pass(),
      ask: (questions) => person.ask({ runId, ...key, questions }),
      watch: () => gate.watch(),
      uses: (asset) => holds.hold(asset),
      making: (making) => void tell({ type: 'making', runId, making }),
      phase: (phase) => {
        report(key, phase, 0, 0);
        return (done, total) => report(key, phase, done, total);
      },
    };
  };
}
