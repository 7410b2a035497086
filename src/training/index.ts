/** The training methods that can be chosen. A new one is one file and one line here. */
import { named } from '../spec/problem.ts';
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
export const trainingNamed = (name: string): Training =>
  named('training method', trainings, ({ about }) => about.name, name);
