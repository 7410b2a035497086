/** The training methods that can be chosen. A new one is one file and one line here. */
import { Problem } from '../spec/problem.ts';
import { hDivergence } from './h-divergence.ts';
import { mixtureDa, mixtureRegDa } from './mixture-da.ts';
import { mixtureReg } from './mixture-reg.ts';
import { supervised } from './supervised.ts';
import type { Training } from './training.ts';
import { wasserstein } from './wasserstein.ts';

export const trainings: readonly Training[] = [
  supervised,
  wasserstein,
  hDivergence,
  mixtureReg,
  mixtureDa,
  mixtureRegDa,
];

/** @throws Problem `bad-spec` where there is none of this name */
export function trainingNamed(name: string): Training {
  const found = trainings.find((training) => training.about.name === name);
  if (found) return found;
  const known = trainings.map((training) => training.about.name).join(', ');
  throw new Problem('bad-spec', `There is no training method named “${name}”.`, `Known are: ${known}.`);
}
