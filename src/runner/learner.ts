/**
 * The learner of one step: trained from scratch on what is labelled, and what its strategy may see of it. Trained again
 * from the same log it is the same learner, to the last bit on the same backend and adapter.
 *
 * Chance: weights and batches come from streams named by seed and cycle alone, so that arms share them; the strategy's
 * from seed, cycle and its own name.
 */
import { Rng } from '../random/rng.ts';
import type { Split } from '../datasets/splits/splits.ts';
import type { Network } from '../models/model.ts';
import type { AssetUse, StepKey, Trained } from '../protocol/events.ts';
import { requirementsOf } from '../strategies/contracts/requirements.ts';
import type { Strategy, StrategyContext, AssetRequest } from '../strategies/contracts/strategy.ts';
import { withAugmentation } from '../trainer/augmentation.ts';
import type { Artifacts } from '../training/training-method.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { armMethods } from './registry.ts';
import { prepareAssets, type StepAssets } from './assets/prepare-assets.ts';
import { labelsAt, excluding } from './samples/sample-sets.ts';
import { dataInput, latentInput, type LearnerInput } from './samples/learner-input.ts';
import { annotationCount, removedFromPool, type LabelledSet } from './run-progress.ts';
import { viewsOf, viewOf } from './views/views.ts';
import { assetContextOf } from './assets/asset-context.ts';

export interface TrainedLearner {
  network: Network;
  /** What its samples are. */
  input: LearnerInput;
  trained: Trained;
  strategy: Strategy;
  /** What the strategy chooses by. */
  context: StrategyContext;
  /** What has been prepared in this step, each once: for where it lives, and for its query. */
  assetUses(): AssetUse[];
  /** Seconds that the strategy has waited for it. */
  assetSeconds(): number;
  dispose(): void;
}

/** To be disposed of; after an error nothing is left. */
export async function trainLearner(
  runContext: RunContext,
  { seed, cycle, arm }: StepKey,
  split: Split,
  labelled: LabelledSet,
  control: StepControl,
): Promise<TrainedLearner> {
  const { spec, info, labels, samples, registry } = runContext;
  const rng = new Rng(seed);
  const { settings, strategy, model, training } = armMethods(registry, spec, arm);
  const { parameters } = settings.strategy;
  let network: Network | undefined;
  let artifacts: Artifacts | undefined;
  /** What has been prepared in this step, by what was wanted: a learner in latent space and its query want the same. */
  const assetsByRequest = new Map<string, StepAssets>();
  let assetSeconds = 0;
  const dispose = (): void => {
    for (const one of assetsByRequest.values()) one.dispose();
    artifacts?.dispose();
    network?.dispose();
  };
  try {
    const request = strategy.latentSpaceAssets?.(parameters);
    const input = request
      ? latentInput(samples, await ensureAssets(request), control.checkpoint)
      : dataInput(samples, info);
    const initialWeights = rng.child('weights', cycle);
    network = model.build({
      ...{ shape: input.shape, classes: info.classes.length },
      ...{ rng: initialWeights, parameters: settings.model.parameters },
    });
    const pool = excluding(split.train, removedFromPool(labelled));
    const labelledSamples = await input.labelled(labelled);
    const trained = await train(network, input, pool, labelledSamples);
    const needs = requirementsOf(strategy, parameters);
    const context: StrategyContext = {
      batchSize: Math.min(spec.query.size, pool.length),
      classes: info.classes.length,
      poolSize: pool.length,
      parameters,
      rng: rng.child('strategy', strategy.about.name, cycle),
      poolIndices: pool,
      pool: (among = pool) => viewsOf(network!, input.unlabelled(among), among, needs, control.checkpoint),
      labelled: async () => {
        const indices = Int32Array.from({ length: labelledSamples.count }, (_, i) => labelled.indices[i] ?? -1);
        const view = await viewOf(network!, labelledSamples, indices, needs, control.checkpoint);
        return { ...view, labels: labelledSamples.labels };
      },
      learner: {
        network,
        pool: input.unlabelled(pool),
        labelled: labelledSamples,
        ...(artifacts && { artifacts }),
      },
      requestAssets: async (request) => {
        const seconds = control.stopwatch();
        const assets = await ensureAssets(request);
        assetSeconds += seconds();
        return assets;
      },
      checkpoint: control.checkpoint,
      progress: () => undefined,
    };
    return {
      ...{ network, input, trained, strategy, context, dispose },
      assetUses: () => Array.from(assetsByRequest.values(), ({ use: record }) => record),
      assetSeconds: () => assetSeconds,
    };
  } catch (error) {
    dispose();
    throw error;
  }

  async function ensureAssets(request: AssetRequest): Promise<StepAssets> {
    const name = JSON.stringify(request);
    const existing = assetsByRequest.get(name);
    if (existing) return existing;
    const assetContext = assetContextOf(runContext, split.train, control);
    const fresh = await prepareAssets(assetContext, request);
    assetsByRequest.set(name, fresh);
    return fresh;
  }

  async function train(
    network: Network,
    input: LearnerInput,
    pool: Int32Array,
    labelledSamples: SampleSet,
  ): Promise<Trained> {
    const progress = control.phase('training');
    const seconds = control.stopwatch();
    const childRng = rng.child('training', cycle);
    const fitted = await training.fit(
      {
        network: withAugmentation(network, settings.training.augmentation, childRng.child('augmentation')),
        labelled: labelledSamples,
        unlabelled: input.unlabelled(pool),
        validation: input.stored(split.validation, labelsAt(labels, split.validation)),
        settings: settings.training,
        rng: childRng,
        queryBatchSize: spec.query.size,
      },
      { checkpoint: control.checkpoint, progress },
    );
    artifacts = fitted.artifacts;
    const { model, training: trainingSettings } = settings;
    return {
      type: 'trained',
      ...{ seed, cycle, arm, labelled: annotationCount(labelled) },
      ...fitted.report,
      metrics: fitted.metrics,
      settings: { model, training: trainingSettings },
      seconds: seconds(),
    };
  }
}
