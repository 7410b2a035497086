/** Adversarial training of learner and critic, for WAAL, its ablation and the alignment of the mixture paper. */
import type { Network } from '../../models/model.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import { pairedBatches } from '../../trainer/batch-sampling.ts';
import { settingsOptimizer } from '../../trainer/settings-optimizer.ts';
import type { EpochSchedule } from '../../trainer/schedule.ts';
import { runTrainingLoop, type LoopReport, type TrainingLoop } from '../../trainer/training-loop.ts';
import { validatorFor } from '../../trainer/validation.ts';
import { stageCheckpoints, type FitControl } from '../fit-checkpoints.ts';
import type { FitInputs, FitResult } from '../training-method.ts';
import { AdversarialTrainer, type AdversarialObjective } from './adversarial-trainer.ts';
import type { FeatureCritic } from './feature-critic.ts';

export interface AdversarialTraining {
  objective: AdversarialObjective;
  critic: FeatureCritic;
  schedule: EpochSchedule;
  /** Learning rates of the networks at a step, counted from 0. */
  rates: { learner(step: number): number; critic(step: number): number };
  /** Of the critic's variables; freed here. */
  criticOptimizer: Optimizer;
  span?: TrainingLoop['span'];
  /** Reports of the stages before this one; none where absent. */
  finished?: readonly LoopReport[];
}

/** Needs at least one unlabelled sample. The caller disposes of network and critic. */
export async function trainAgainstCritic(
  inputs: FitInputs,
  { objective, critic, schedule, rates, criticOptimizer, span, finished }: AdversarialTraining,
  control: FitControl,
): Promise<Pick<FitResult, 'report' | 'metrics'>> {
  const { network, validation, settings, rng } = inputs;
  const perStep = objective.criticSteps;
  const batchesOf = await pairedBatches({ ...inputs, shape: network.shape, batch: settings.batch, perStep });
  const validator = await validatorFor({ network: withCritic(network, critic), validation, schedule }, control);
  const learnerOptimizer = settingsOptimizer(settings, network.variables);
  const players = { network, critic, learnerOptimizer, criticOptimizer };
  const trainer = new AdversarialTrainer(players, objective, { steps: schedule.steps, rng });
  const networks = [
    { name: 'learner', network, optimizer: learnerOptimizer, learningRate: rates.learner },
    {
      ...{ name: 'critic', network: critic, optimizer: criticOptimizer, learningRate: rates.critic },
      optimizerStepsPerStep: objective.criticSteps,
    },
  ];
  const trainStep = async (step: number) => {
    await critic.view.beforeStep?.(step);
    return trainer.trainStep(await batchesOf(step), step);
  };
  try {
    const carried = { ...trainer.carried, ...(critic.view.carried && { view: critic.view.carried }) };
    const loop = { networks, schedule, trainStep, validator, carried, ...(span && { span }) };
    const report = await runTrainingLoop({ ...loop, ...stageCheckpoints(control, finished) }, control);
    return { report, metrics: await trainer.readings.metrics() };
  } finally {
    trainer.dispose();
    learnerOptimizer.dispose();
    criticOptimizer.dispose();
  }
}

/** The network with the critic's weights among its own, so that both are restored to the same evaluation. */
const withCritic = (network: Network, critic: FeatureCritic): Network => ({
  ...network,
  variables: [...network.variables, ...critic.variables],
});
