/** The training methods that can be chosen. A new one is one file and one line here. */
import { named } from '../protocol/problem.ts';
import { hDivergence } from './adversarial/h-divergence.ts';
import { mixtureDa, mixtureRegDa } from './mixture/mixture-da.ts';
import { mixtureReg } from './mixture/mixture-reg.ts';
import { supervised } from './supervised.ts';
import type { Training } from '../trainer/training-method.ts';
import { wasserstein } from './adversarial/wasserstein.ts';

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
