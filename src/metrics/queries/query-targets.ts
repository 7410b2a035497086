/** What the arms imagined in a cycle, and which real samples they asked for in its place (ASAL, Fig. 2 and 25–28). */
import { storedValues } from '../../protocol/base64.ts';
import { sampleSize, type SampleArray } from '../../protocol/dataset.ts';
import type { ImaginedSamples } from '../../protocol/events.ts';
import { askedAt, type Pick } from './queries.ts';
import { stepAt, type StepTable } from '../step-table.ts';

/** A real sample that was chosen for an imagined one's sake. */
export interface Match {
  pick: Pick;
  /** From the imagined one, in the features. */
  distance: number;
}

export interface Synthetic {
  /** Which of the cycle's imagined samples it is. */
  index: number;
  /** As the data set stores its own; a view of a cycle's. */
  values: SampleArray;
  /** Entropy in nats, or distance to the plane: what the learner was moved to think of it. */
  worth: number;
  /** In the order of choice. */
  matches: Match[];
}

export interface Matching {
  arm: number;
  name: string;
  cycle: number;
  /** What `worth` is. */
  objective: 'entropy' | 'distance';
  /** Those that some sample was chosen for, in the order of the choice. */
  synthetics: Synthetic[];
  /** How many were imagined in all. */
  count: number;
}

/** Per arm that imagines, its cycle; with Infinity, its last one. Arms without any are left out. */
export function imaginedAt(table: StepTable, seed: number, cycle: number): Matching[] {
  const size = sampleSize(table.started?.dataset.shape ?? []);
  return askedAt(table, seed, cycle).flatMap(({ arm, name, cycle: at, picks }) => {
    const imagined = stepAt(table, { seed, cycle: at, arm })?.queried?.imagined;
    if (!imagined) return [];
    const synthetics = syntheticsOf(imagined, picks, size);
    return [{ arm, name, cycle: at, objective: objectiveOf(table, arm), synthetics, count: imagined.worth.length }];
  });
}

/** Whether some arm of the run imagines anything, as far as it has come. */
export const imagines = (table: StepTable): boolean =>
  [...table.steps.values()].some((arms) => arms.some((steps) => steps.some((step) => step?.queried?.imagined)));

const objectiveOf = (table: StepTable, arm: number): Matching['objective'] =>
  table.spec.arms[arm]?.parameters['objective'] === 'minimum-distance' ? 'distance' : 'entropy';

function syntheticsOf(imagined: ImaginedSamples, picks: readonly Pick[], size: number): Synthetic[] {
  const values = storedValues(imagined.values);
  const found = new Map<number, Synthetic>();
  imagined.of.forEach((index, i) => {
    const pick = picks[i];
    if (!pick) return;
    const match = { pick, distance: imagined.distances[i] ?? NaN };
    const known = found.get(index);
    if (known) return void known.matches.push(match);
    const worth = imagined.worth[index] ?? NaN;
    found.set(index, { index, values: values.subarray(index * size, (index + 1) * size), worth, matches: [match] });
  });
  return [...found.values()];
}
