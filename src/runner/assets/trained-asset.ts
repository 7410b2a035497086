/** The asset kinds that are trained networks: built in the training loop with checkpoints, resumed from one, or loaded. */
import type { InitialWeights } from '../../models/parts/weights.ts';
import { Rng } from '../../random/rng.ts';
import type { TrainingOptions } from '../../generative/network-training.ts';
import { Problem } from '../../protocol/problem.ts';
import { readAsset } from '../../storage/assets.ts';
import { traceFromArrays } from '../../storage/training-trace.ts';
import { restoreWeights, weightsOnly, type Checkpoint, type TrainedNetwork } from '../../trainer/checkpoint.ts';
import type { AssetBuild } from './asset-build.ts';
import type { AssetDefinition, AssetTask } from './asset-definition.ts';
import type { ReadyAsset } from './ready-asset.ts';
import { ProgressReporter, readingInterval, type ProgressSource } from './progress-reporter.ts';

/** A kind whose asset is one or more trained networks. */
export interface TrainedKind<
  Input,
  Product extends { dispose(): void },
  Reading extends { step: number },
  Required extends readonly ReadyAsset[],
> extends Pick<
  AssetDefinition<Input, Product, Required>,
  'kind' | 'provides' | 'version' | 'keyFields' | 'describe' | 'requires'
> {
  /** Name of the random stream that the initial weights are drawn from. */
  stream: string;
  /** The networks; weights are null where they are restored at once. */
  create(task: AssetTask<Input, Required>, weights: InitialWeights): Product;
  /** Each network by the name of its arrays. */
  networks(product: Product): Readonly<Record<string, TrainedNetwork['network']>>;
  fit(product: Product, task: AssetTask<Input, Required>, options: TrainingOptions<Reading>): Promise<void>;
  view(product: Product, task: AssetTask<Input, Required>): ProgressSource<Reading>;
}

export function trainedAsset<
  Input,
  Product extends { dispose(): void },
  Reading extends { step: number },
  Required extends readonly ReadyAsset[] = readonly [],
>(trained: TrainedKind<Input, Product, Reading, Required>): AssetDefinition<Input, Product, Required> {
  type Task = AssetTask<Input, Required>;
  const { kind, provides, version, keyFields, stream } = trained;
  return {
    ...{ kind, provides, version, keyFields },
    describe: (task) => trained.describe(task),
    requires: (input) => trained.requires(input),
    view: (product, task) => trained.view(product, task),
    deviceBytes: (product) =>
      Object.values(trained.networks(product))
        .flatMap(({ variables, state }) => [...variables, ...state])
        .reduce((bytes, { size }) => bytes + 4 * size, 0),

    async load(task, id) {
      const stored = await readAsset(task.context.db, id);
      if (!stored) throw new Problem('missing', 'An asset of this experiment is no longer in this browser.');
      return created(task, null, (product) => {
        const checkpoint = { step: stored.info.done, arrays: stored.arrays as Checkpoint['arrays'] };
        for (const [name, network] of Object.entries(trained.networks(product))) restoreWeights(network, checkpoint, name);
      });
    },

    async build(task, build) {
      const stored = build.saved && (await readAsset(task.context.db, build.id));
      const resumeFrom = stored && { step: stored.info.done, arrays: stored.arrays as Checkpoint['arrays'] };
      const weights = resumeFrom ? null : new Rng(build.info.recipe.seed).child(stream, 'weights');
      return created(task, weights, async (product) => {
        const before = stored && traceFromArrays(stored.arrays);
        const options = trainingOptions(task, build, new ProgressReporter(trained.view(product, task), build, before));
        await trained.fit(product, task, { ...options, ...(resumeFrom && { resumeFrom }) });
      });
    },
  };

  /** Disposes of the networks where `then` fails. */
  async function created(
    task: Task,
    weights: InitialWeights,
    then: (product: Product) => Promise<void> | void,
  ): Promise<Product> {
    const product = trained.create(task, weights);
    try {
      await then(product);
      return product;
    } catch (error) {
      product.dispose();
      throw error;
    }
  }

  function trainingOptions(
    { context: { control } }: Task,
    build: AssetBuild,
    reporter: ProgressReporter<Reading>,
  ): TrainingOptions<Reading> {
    const { total, recipe } = build.info;
    return {
      rng: new Rng(recipe.seed).child(kind),
      checkpoint: () => control.checkpoint(),
      yield: async () => control.yield?.(),
      interrupted: () => control.interrupted?.() ?? false,
      progress: control.phase('preparing'),
      monitor: { every: readingInterval(total), report: (reading) => reporter.record(reading) },
      checkpoints: {
        seconds: build.seconds,
        saveLast: true,
        async save({ step, arrays }) {
          // a finished network is not trained further: its optimiser's state goes
          const kept = step < total ? arrays : weightsOnly(arrays);
          await build.save(step, kept, { trace: await reporter.traceAt(step) });
        },
      },
    };
  }
}
