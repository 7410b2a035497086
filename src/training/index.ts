/** The training methods that can be chosen. A new one is one file and one line here. */
import { findByName } from '../protocol/problem.ts';
import { acGanTraining } from './ac-gan/ac-gan.ts';
import { agreementDiscrepancy } from './ads/agreement-discrepancy.ts';
import { hDivergence } from './adversarial/h-divergence.ts';
import { learningLoss } from './learning-loss/learning-loss.ts';
import { mixtureDa, mixtureRegDa } from './mixture/mixture-da.ts';
import { mixtureReg } from './mixture/mixture-reg.ts';
import { outputDiscrepancy } from './tod/output-discrepancy.ts';
import { snapshotEnsemble } from './snapshot/snapshot-ensemble.ts';
import { supervised } from './supervised.ts';
import type { TrainingMethod } from './training-method.ts';
import { wasserstein } from './adversarial/wasserstein.ts';

export const trainingMethods: readonly TrainingMethod[] = [
  supervised,
  wasserstein,
  hDivergence,
  learningLoss,
  outputDiscrepancy,
  snapshotEnsemble,
  agreementDiscrepancy,
  mixtureReg,
  mixtureDa,
  mixtureRegDa,
  acGanTraining,
];

/** @throws Problem `bad-spec` where there is none of this name */
export const trainingMethodNamed = (name: string): TrainingMethod =>
  findByName('training method', trainingMethods, ({ about }) => about.name, name);
