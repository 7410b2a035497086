/**
 * The learner of one step, and its strategy's context: trained on the labelled set, from scratch or, by methods that do so, from the
 * cycle before. Training it again from the same log gives the same learner to the last bit on the same backend and adapter.
 *
 * Random streams: weights and batches come from streams named by seed and cycle alone, so that arms share them; the
 * strategy's stream is named by seed, cycle and strategy.
 */
import { Rng } from '../random/rng.ts';
import type { Network } from '../models/model.ts';
import type { AssetUse, Trained } from '../protocol/events.ts';
import type { AssetRequest } from '../strategies/contracts/generation.ts';
import type { FittedLearner, Strategy, StrategyContext } from '../strategies/contracts/strategy.ts';
import { random } from '../strategies/random.ts';
import { withAugmentation } from '../trainer/augmentation.ts';
import { quiet, type Control } from '../trainer/control.ts';
import type { StateArrays } from '../trainer/carried-state.ts';
import type { Artifacts, FitInputs } from '../training/training-method.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { StepSelector } from './control/step-selector.ts';
import { TrainingSession } from './control/training-session.ts';
import { FurtherLearners, type TrainingData } from './further-learners.ts';
import { armMethods } from './registry.ts';
import { prepareAssets, type StepAssets } from './assets/prepare-assets.ts';
import { labelsAt, excluding } from './samples/sample-sets.ts';
import { dataInput, latentInput, type LearnerInput } from './samples/learner-input.ts';
import { annotationCount, removedFromPool, type Step } from './run-progress.ts';
import { predictAll, predictBatches } from './views/predictions.ts';
import { assetContextOf } from './assets/asset-context.ts';

export interface TrainedLearner {
  network: Network;
  /** The input space of the network. */
  input: LearnerInput;
  trained: Trained;
  /** What the training of the next cycle continues from; of methods that do so. */
  kept: StateArrays | undefined;
  /** The arm's, or random where the training diverged. */
  strategy: Strategy;
  /** For the strategy; without reports of progress. */
  context: StrategyContext;
  /** The same with reports of progress. */
  contextWith(progress: Control['progress']): StrategyContext;
  /** Assets prepared in this step, each once: for the learner's input space and for its query. */
  assetUses(): AssetUse[];
  /** Seconds that the strategy waited for assets. */
  assetSeconds(): number;
  /** Of the networks that are fitted for the query, a committee's among them: seconds waited in this session, and of work in all sessions; 0 before. */
  selectorSeconds(): { waited: number; work: number };
  dispose(): void;
}

/** The caller disposes of it; after an error nothing is left to dispose of. */
export async function trainLearner(runContext: RunContext, step: Step, control: StepControl): Promise<TrainedLearner> {
  const { key, split, labelled } = step;
  const { seed, cycle, arm } = key;
  const { spec, info, labels, samples, latents, registry } = runContext;
  const rng = new Rng(seed);
  const { settings, strategy, model, training } = armMethods(registry, spec, arm);
  const { parameters } = settings.strategy;
  let network: Network | undefined;
  let artifacts: Artifacts | undefined;
  /** By request: a learner in latent space and its query request the same assets. */
  const assetsByRequest = new Map<string, StepAssets>();
  let assetSeconds = 0;
  const selector = new StepSelector(control);
  const further = new FurtherLearners(runContext, step, { training, build, fitInputs, control });
  const dispose = (): void => {
    selector.dispose();
    for (const one of assetsByRequest.values()) one.dispose();
    further.dispose();
    artifacts?.dispose();
    network?.dispose();
  };
  try {
    const request = strategy.latentSpaceAssets?.(parameters);
    const input = request
      ? latentInput(samples, await ensureAssets(request), { latents, checkpoint: control.checkpoint })
      : dataInput(samples, info);
    const previous = training.about.continues ? await control.previous?.() : undefined;
    const session = await TrainingSession.open(control, 'training');
    network = build(input, session.resumes ? null : rng.child('weights', cycle));
    const poolIndices = excluding(split.train, removedFromPool(labelled));
    const pool = input.unlabelled(poolIndices);
    const labelledSamples = await input.labelled(labelled);
    const { trained, kept, fitted } = await fit(network, input, { session, pool, labelledSamples, previous });
    const learner: FittedLearner = {
      ...{ network: fitted, pool, labelled: labelledSamples },
      ...(artifacts && { artifacts }),
    };
    const strategyRng = rng.child('strategy', strategy.about.name, cycle);
    const labelledIndices = Int32Array.from({ length: labelledSamples.count }, (_, i) => labelled.indices[i] ?? -1);
    const contextWith = (progress: Control['progress']): StrategyContext => {
      const strategyControl: Control = { checkpoint: control.checkpoint, progress };
      return {
        ...strategyControl,
        batchSize: Math.min(spec.query.size, poolIndices.length),
        classes: info.classes.length,
        poolSize: poolIndices.length,
        poolIndices,
        parameters,
        rng: strategyRng,
        predict: (asked, among = poolIndices) =>
          predictBatches(
            { learner, samples: input.unlabelled(among), indices: among, rng: strategyRng },
            asked,
            strategyControl,
          ),
        predictLabelled: async (asked) => {
          const inputs = { learner, samples: labelledSamples, indices: labelledIndices, rng: strategyRng };
          return { ...(await predictAll(inputs, asked, quiet(control))), labels: labelledSamples.labels };
        },
        trainMember: (member) => further.trainMember(input, member, { pool, labelledSamples }),
        tryQuery: (indices, options) => further.tryQuery(input, indices, { ...options, kept }),
        learner,
        fitSelector: (fit) => selector.fit(fit),
        requestAssets: async (request) => {
          const seconds = control.stopwatch();
          const assets = await ensureAssets(request);
          assetSeconds += seconds();
          return assets;
        },
      };
    };
    return {
      ...{ network: fitted, input, trained, kept, contextWith, dispose },
      strategy: trained.diverged ? random : strategy,
      context: contextWith(() => undefined),
      assetUses: () => Array.from(assetsByRequest.values(), ({ use }) => use),
      assetSeconds: () => assetSeconds,
      selectorSeconds: () => ({
        waited: selector.waitedSeconds + further.memberSeconds,
        work: selector.fitSeconds + further.memberSeconds,
      }),
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

  function build(input: LearnerInput, weights: Rng | null): Network {
    const { parameters } = settings.model;
    const { shape, scale } = input;
    return model.build({ shape, scale, classes: info.classes.length, rng: weights, parameters });
  }

  function fitInputs(
    input: LearnerInput,
    childRng: Rng,
    { network, pool, labelledSamples, previous }: TrainingData & { network: Network },
  ): FitInputs {
    return {
      network: withAugmentation(network, settings.training.augmentation, childRng.child('augmentation')),
      labelled: labelledSamples,
      unlabelled: pool,
      validation: input.stored(split.validation, labelsAt(labels, split.validation)),
      settings: settings.training,
      rng: childRng,
      queryBatchSize: spec.query.size,
      ...(previous && { previous }),
    };
  }

  async function fit(
    network: Network,
    input: LearnerInput,
    { session, ...on }: TrainingData & { session: TrainingSession },
  ): Promise<{ trained: Trained; kept: StateArrays | undefined; fitted: Network }> {
    const inputs = fitInputs(input, rng.child('training', cycle), { network, ...on });
    const fitted = await session.run((fitControl) => training.fit(inputs, fitControl));
    artifacts = fitted.artifacts;
    const { model, training: trainingSettings } = settings;
    const trained: Trained = {
      type: 'trained',
      ...{ seed, cycle, arm, labelled: annotationCount(labelled) },
      ...fitted.report,
      metrics: fitted.metrics,
      settings: { model, training: trainingSettings },
      seconds: session.seconds(),
    };
    return { trained, kept: fitted.kept, fitted: fitted.network ?? network };
  }
}
