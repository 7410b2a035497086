/**
 * Learners that a step trains beside its own: the members of a committee, and trials, which are the learner of the next cycle for a
 * query that is only considered. None of them has checkpoints: an interrupted step trains them again.
 */
import { measureLearner } from '../measuring/measure-learner.ts';
import type { Network } from '../models/model.ts';
import { Rng } from '../random/rng.ts';
import type { TrialOptions, TrialOutcome } from '../strategies/contracts/trial.ts';
import type { StateArrays } from '../trainer/carried-state.ts';
import { quiet } from '../trainer/control.ts';
import type { SampleSet } from '../trainer/sample-set.ts';
import type { FitInputs, TrainingMethod } from '../training/training-method.ts';
import type { RunContext, StepControl } from './run-context.ts';
import { removedFromPool, type LabelledSet, type Step } from './run-progress.ts';
import type { LearnerInput } from './samples/learner-input.ts';
import { excluding, labelsAt } from './samples/sample-sets.ts';
import { testPasses } from './test-passes.ts';

/** What a learner is trained on, beside its settings. */
export interface TrainingData {
  pool: SampleSet;
  labelledSamples: SampleSet;
  previous: StateArrays | undefined;
}

/** How the learners of an arm are built and trained. */
export interface LearnerRecipe {
  training: TrainingMethod;
  /** @param rng of the initial weights; null where they are replaced */
  build(input: LearnerInput, rng: Rng | null): Network;
  fitInputs(input: LearnerInput, rng: Rng, data: TrainingData & { network: Network }): FitInputs;
}

interface Member {
  network: Network;
  dispose(): void;
}

export class FurtherLearners {
  /** Of the members' trainings. */
  memberSeconds = 0;
  /** Of a committee, by number. */
  private readonly members = new Map<number, Member>();

  constructor(
    private readonly runContext: RunContext,
    private readonly step: Step,
    private readonly recipe: LearnerRecipe & { control: StepControl },
  ) {}

  dispose(): void {
    for (const one of this.members.values()) one.dispose();
  }

  /** Without `previous`: from equal weights the members would disagree by their batches alone. */
  async trainMember(input: LearnerInput, member: number, on: Omit<TrainingData, 'previous'>): Promise<Network> {
    const trained = this.members.get(member);
    if (trained) return trained.network;
    const { seed, cycle } = this.step.key;
    const seconds = this.recipe.control.stopwatch();
    const streams = { rng: new Rng(seed), names: [cycle, 'member', member] };
    const fitted = await this.train(input, streams, { ...on, previous: undefined });
    this.members.set(member, fitted);
    this.memberSeconds += seconds();
    return fitted.network;
  }

  /**
   * The contract's `tryQuery`. Weights, batches and measuring have the streams of the next cycle: without fewer steps this is the
   * learner that the next cycle trains after this query, to the last bit.
   * @param kept what the step's training came to, for methods that continue from it
   */
  async tryQuery(
    input: LearnerInput,
    indices: Int32Array,
    { split: measuredOn, steps, kept }: TrialOptions & { kept: StateArrays | undefined },
  ): Promise<TrialOutcome> {
    const { key, split, labelled } = this.step;
    const { annotator, labels, registry, spec } = this.runContext;
    const cycle = key.cycle + 1;
    const rng = new Rng(key.seed);
    const answers = await annotator.answer(indices, { seed: key.seed, labelledBefore: labelled.indices });
    const after: LabelledSet = {
      ...labelled,
      indices: Int32Array.from([...labelled.indices, ...indices]),
      labels: Int32Array.from([...labelled.labels, ...answers.labels]),
    };
    const on = {
      pool: input.unlabelled(excluding(split.train, removedFromPool(after))),
      labelledSamples: await input.labelled(after),
      previous: this.recipe.training.about.continues && kept,
    };
    const { network, diverged, dispose } = await this.train(input, { rng, names: [cycle], steps }, on);
    try {
      const dropout = testPasses(spec, rng.child('measuring', cycle));
      const test = input.stored(split[measuredOn], labelsAt(labels, split[measuredOn]));
      const learner = { network, test, measures: registry.measures, dropout, diverged };
      const { values } = await measureLearner(learner, quiet(this.recipe.control));
      return { accuracy: values.accuracy, loss: values['log-loss'] ?? 0 };
    } finally {
      dispose();
    }
  }

  /** @param steps in place of the settings' length; theirs where 0 or absent */
  private async train(
    input: LearnerInput,
    { rng, names, steps = 0 }: { rng: Rng; names: (string | number)[]; steps?: number },
    on: TrainingData,
  ): Promise<Member & Pick<Awaited<ReturnType<TrainingMethod['fit']>>['report'], 'diverged'>> {
    const { training, build, fitInputs, control } = this.recipe;
    const network = build(input, rng.child('weights', ...names));
    try {
      const inputs = fitInputs(input, rng.child('training', ...names), { network, ...on });
      const settings = steps > 0 ? { ...inputs.settings, steps } : inputs.settings;
      const fitted = await training.fit({ ...inputs, settings }, quiet(control));
      return {
        network: fitted.network ?? network,
        ...(fitted.report.diverged && { diverged: fitted.report.diverged }),
        // a network of its own may be made of the artifacts
        dispose: () => {
          fitted.artifacts.dispose();
          network.dispose();
        },
      };
    } catch (error) {
      network.dispose();
      throw error;
    }
  }
}
