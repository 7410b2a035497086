/** Generated samples of a cycle and the real samples that were queried in their place (ASAL, Fig. 2 and 25–28). */
import { decodeSampleValues } from '../../protocol/base64.ts';
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import type { LoggedQueryTargets } from '../../protocol/events.ts';
import { queriesAt, type QueriedSample } from './queries.ts';
import { stepAt, type StepTable } from '../step-table.ts';

/** A real sample that was queried in place of a generated one. */
export interface TargetMatch {
  sample: QueriedSample;
  /** From the generated one, in feature space. */
  distance: number;
}

export interface QueryTarget {
  /** Index of the generated sample in the cycle. */
  index: number;
  /** In the type of the stored data set; a view of the cycle's values. */
  values: SampleArray;
  /** Acquisition score: the learner's entropy in nats, or distance to the hyperplane. */
  acquisition: number;
  /** In the order of the query. */
  matches: TargetMatch[];
}

export interface ArmTargets {
  arm: number;
  name: string;
  cycle: number;
  /** Meaning of the acquisition score. */
  objective: 'entropy' | 'distance';
  /** Targets with a match, in the order of the query. */
  targets: QueryTarget[];
  /** Number of generated samples. */
  count: number;
  /** Of the generated samples' values. */
  shape: readonly number[];
  /** Whether these are thumbnails of larger images. */
  thumbnails: boolean;
}

/** The targets of each arm in the cycle; with Infinity, of its last one. Arms without any are left out. */
export function queryTargetsAt(table: StepTable, seed: number, cycle: number): ArmTargets[] {
  const ofDataset = table.started?.dataset.shape ?? [];
  return queriesAt(table, seed, cycle).flatMap(({ arm, name, cycle: at, samples }) => {
    const logged = stepAt(table, { seed, cycle: at, arm })?.queried?.imagined;
    if (!logged) return [];
    const { shape = ofDataset } = logged;
    const targets = matchedTargets(logged, samples, sampleSize(shape));
    const thumbnails = logged.shape !== undefined;
    const objective = objectiveOf(table, arm);
    return [{ arm, name, cycle: at, objective, targets, count: logged.worth.length, shape, thumbnails }];
  });
}

/** Whether the log has query targets of some arm. */
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
