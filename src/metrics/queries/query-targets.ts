/** Generated samples of a cycle and the real samples that were queried in their place (ASAL, Fig. 2 and 25–28). */
import { decodeSampleValues } from '../../protocol/base64.ts';
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import type { LoggedQueryTargets } from '../../protocol/events.ts';
import { queriesAt, type QueriedSample } from './queries.ts';
import { stepAt, type StepTable } from '../step-table.ts';

/** A real sample that was chosen for an imagined one's sake. */
export interface TargetMatch {
  sample: QueriedSample;
  /** From the imagined one, in the features. */
  distance: number;
}

export interface QueryTarget {
  /** Which of the cycle's imagined samples it is. */
  index: number;
  /** As the data set stores its own; a view of a cycle's. */
  values: SampleArray;
  /** Acquisition score: the learner's entropy in nats, or distance to the hyperplane. */
  acquisition: number;
  /** In the order of choice. */
  matches: TargetMatch[];
}

export interface ArmTargets {
  arm: number;
  name: string;
  cycle: number;
  /** What `worth` is. */
  objective: 'entropy' | 'distance';
  /** Those that some sample was chosen for, in the order of the choice. */
  targets: QueryTarget[];
  /** How many were imagined in all. */
  count: number;
}

/** Per arm that imagines, its cycle; with Infinity, its last one. Arms without any are left out. */
export function queryTargetsAt(table: StepTable, seed: number, cycle: number): ArmTargets[] {
  const size = sampleSize(table.started?.dataset.shape ?? []);
  return queriesAt(table, seed, cycle).flatMap(({ arm, name, cycle: at, samples }) => {
    const logged = stepAt(table, { seed, cycle: at, arm })?.queried?.imagined;
    if (!logged) return [];
    const targets = matchedTargets(logged, samples, size);
    return [{ arm, name, cycle: at, objective: objectiveOf(table, arm), targets, count: logged.worth.length }];
  });
}

/** Whether some arm of the run imagines anything, as far as it has come. */
export const hasQueryTargets = (table: StepTable): boolean =>
  [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.queried?.imagined)));

const objectiveOf = (table: StepTable, arm: number): ArmTargets['objective'] =>
  table.spec.arms[arm]?.parameters['objective'] === 'minimum-distance' ? 'distance' : 'entropy';

function matchedTargets(logged: LoggedQueryTargets, samples: readonly QueriedSample[], size: number): QueryTarget[] {
  const values = decodeSampleValues(logged.values);
  const targets = new Map<number, QueryTarget>();
  logged.matchedTo.forEach((index, i) => {
    const sample = samples[i];
    if (!sample) return;
    const match = { sample, distance: logged.distances[i] ?? NaN };
    const target = targets.get(index);
    if (target) return void target.matches.push(match);
    const acquisition = logged.worth[index] ?? NaN;
    targets.set(index, {
      index,
      values: values.subarray(index * size, (index + 1) * size),
      acquisition,
      matches: [match],
    });
  });
  return [...targets.values()];
}
