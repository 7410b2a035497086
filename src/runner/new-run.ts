/** A new run's entry in the list of stored runs. */
import type { LogEvent, RunInfo, Started } from '../protocol/events.ts';
import { planSteps, planStepsDone } from '../protocol/plan.ts';

/** @param rest the events after the first, of a run whose log begins elsewhere */
export function newRun({ spec, dataset, backend }: Started, rest: LogEvent[]): RunInfo {
  return {
    id: newRunId(),
    name: spec.name ?? dataset.name,
    spec,
    dataset: { id: dataset.id, name: dataset.name },
    created: Date.now(),
    updated: Date.now(),
    finished: rest.at(-1)?.type === 'finished',
    stepsDone: planStepsDone(rest),
    stepsTotal: planSteps(spec).length,
    backend,
  };
}

/** Unique, by time and unseeded randomness, on which no result depends. */
function newRunId(): string {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return `run-${Date.now().toString(36)}-${random!.toString(36)}`;
}
