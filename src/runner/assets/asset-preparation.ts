/**
 * What is costly and prepared once: a GAN of the pool, an auto-encoder, and features by which neighbours are found. Each
 * is found in the store by a key of all that determines it, gone on with where a closed tab left it, or made.
 */
import { Rng } from '../../random/rng.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe, type JsonValue } from '../../protocol/assets.ts';
import type { AssetUse } from '../../protocol/events.ts';
import { findAsset, readAsset, saveAsset } from '../../storage/assets.ts';
import { traceToArrays, traceFromArrays } from '../../storage/training-trace.ts';
import type { Encoder } from '../../generative/networks/encoder-network.ts';
import type { QueryAssets, AssetRequest } from '../../strategies/contracts/strategy.ts';
import { autoEncoderRecipeNamed } from '../../generative/recipes/auto-encoder-recipes.ts';
import { buildAutoEncoder, autoEncoderSteps, fitAutoEncoder, type ScaledAutoEncoder } from '../../generative/auto-encoder-training.ts';
import { buildEncoder, encoderRecipeFor, fitEncoder, type EncoderRecipe } from '../../generative/encoder-training.ts';
import { ganRecipeNamed, type GanRecipe } from '../../generative/recipes/gan-recipes.ts';
import type { ResumableContext, LossReading } from '../../trainer/resumable-training.ts';
import { restoreWeights, weightsOnly, type Checkpoint } from '../../trainer/checkpoint.ts';
import { buildGan, fitGan, type GanPair, type GanReading } from '../../generative/gan-training.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import { readingInterval, ProgressReporter, type ProgressSource } from './progress-reporter.ts';
import { openPoolNeighbours, usedAsset, type PoolNeighbours } from './pool-neighbours.ts';
import { autoEncoderRecipeFor, recipesFor } from '../../generative/recipes/default-recipes.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { storePretrained } from './pretrained.ts';
import { autoEncoderProgress, encoderProgress, ganProgress } from './progress-sources.ts';
import { recipeDataOf, type AssetContext } from './asset-context.ts';

/** For what is drawn with a checkpoint: saving must neither wait nor fail because the run is paused or stopped. */
const checkpointWhileRunning =
  ({ control }: AssetContext) =>
  (): Promise<void> =>
    control.interrupted?.() ? Promise.resolve() : control.checkpoint();

/** What a strategy gets, and what the log says of it. To be disposed of after the step. */
export type StepAssets = QueryAssets & { use: AssetUse; dispose(): void };

/** @throws Problem `unfit` where the data have no such networks, said before any is trained */
export async function prepareAssets(assetContext: AssetContext, request: AssetRequest): Promise<StepAssets> {
  const seconds = assetContext.control.stopwatch();
  const recipe = ganRecipeNamed(recipesFor(request.gan, assetContext.info).gan);
  const autoEncoder = request.features?.of === 'auto-encoder' && autoEncoderRecipeFor(request.gan, assetContext.info);
  const gan = await ensureGan(assetContext, recipe, request.ganSteps ?? recipe.steps, request.seed);
  const assetIds = [gan.id];
  let autoEncoderNetwork: ScaledAutoEncoder | undefined;
  let encoder: Encoder | undefined;
  let neighbours: PoolNeighbours | undefined;
  const dispose = (): void => {
    neighbours?.dispose();
    autoEncoderNetwork?.dispose();
    encoder?.dispose();
    gan.pair.dispose();
  };
  try {
    if (request.encoder) {
      const ensured = await ensureEncoder(assetContext, gan, encoderRecipeFor(recipe, request.encoder.steps), request.seed);
      encoder = ensured.encoder;
      assetIds.push(ensured.id);
    }
    if (request.features) {
      const ensured = autoEncoder ? await ensureAutoEncoder(assetContext, autoEncoder, request.seed) : undefined;
      autoEncoderNetwork = ensured?.coder;
      neighbours = await openPoolNeighbours(assetContext, request.features, { gan, ...(ensured && { autoEncoder: ensured }) }, request.seed);
      if (ensured) assetIds.push(ensured.id);
    }
    const storedAssets = await Promise.all(assetIds.map((id) => findAsset(assetContext.db, id)));
    const assets = storedAssets.flatMap((one) => one ?? []).map(usedAsset);
    const use = { seconds: seconds(), assets: [...assets, ...(neighbours?.assets ?? [])] };
    return { gan: gan.pair, ...(encoder && { encoder }), ...(neighbours && { neighbours }), use, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function ensureGan(
  assetContext: AssetContext,
  defaultRecipe: GanRecipe,
  steps: number,
  seed: number,
): Promise<{ pair: GanPair; id: string }> {
  const recipe: GanRecipe = { ...defaultRecipe, steps };
  const pair = buildGan(recipe, assetContext.info, new Rng(seed).child('gan', 'weights'));
  try {
    const asset = {
      ...{ kind: 'generator' as const, name: recipe.label, settings: { ...recipe } as unknown as JsonValue },
      ...(steps !== defaultRecipe.steps && { usual: defaultRecipe.steps }),
    };
    const id = await ensureTrained<GanReading>(assetContext, asset, seed, steps, {
      restore: (checkpoint) => {
        restoreWeights(pair.generator, checkpoint, 'generator');
        restoreWeights(pair.critic, checkpoint, 'critic');
      },
      fit: (samples, context) => fitGan(pair, samples, recipe, context),
      progressSource: () => ganProgress(pair, assetContext.info, seed, checkpointWhileRunning(assetContext)),
    });
    return { pair, id };
  } catch (error) {
    pair.dispose();
    throw error;
  }
}

async function ensureAutoEncoder(assetContext: AssetContext, name: string, seed: number): Promise<{ coder: ScaledAutoEncoder; id: string }> {
  const recipe = autoEncoderRecipeNamed(name);
  const autoEncoder = buildAutoEncoder(recipe, assetContext.info, new Rng(seed).child('auto-encoder', 'weights'));
  try {
    const asset = { kind: 'auto-encoder' as const, name: recipe.label, settings: { ...recipe } as unknown as JsonValue };
    const id = await ensureTrained<LossReading>(assetContext, asset, seed, autoEncoderSteps(recipe, assetContext.pool.length), {
      restore: (checkpoint) => restoreWeights(autoEncoder.network, checkpoint, 'auto-encoder'),
      fit: (samples, context) => fitAutoEncoder(autoEncoder, samples, recipe, context),
      progressSource: (samples) => autoEncoderProgress(autoEncoder, samples, assetContext.info, checkpointWhileRunning(assetContext)),
    });
    return { coder: autoEncoder, id };
  } catch (error) {
    autoEncoder.dispose();
    throw error;
  }
}

async function ensureEncoder(
  assetContext: AssetContext,
  { pair, id: from }: { pair: GanPair; id: string },
  recipe: EncoderRecipe,
  seed: number,
): Promise<{ encoder: Encoder; id: string }> {
  const encoder = buildEncoder(recipe, pair, new Rng(seed).child('encoder', 'weights'));
  try {
    const asset = { kind: 'encoder' as const, name: 'Encoder', settings: { ...recipe }, from: [from] };
    const id = await ensureTrained<LossReading>(assetContext, asset, seed, recipe.steps, {
      restore: (checkpoint) => restoreWeights(encoder, checkpoint, 'encoder'),
      fit: (_, context) => fitEncoder(encoder, pair, recipe, context),
      progressSource: (samples) => encoderProgress(encoder, pair, samples, assetContext.info, checkpointWhileRunning(assetContext)),
    });
    return { encoder, id };
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

interface AssetTraining<Reading> {
  /** The weights are there already. */
  restore(checkpoint: Checkpoint): void;
  fit(samples: SampleSet, context: ResumableContext<Reading>): Promise<void>;
  progressSource(samples: SampleSet): ProgressSource<Reading>;
}

/** The asset's id, once its networks have their weights. */
export async function ensureTrained<Reading extends { step: number }>(
  assetContext: AssetContext,
  {
    kind,
    name,
    settings,
    from: sourceIds,
    usual: defaultSteps,
  }: Pick<AssetRecipe, 'kind' | 'settings' | 'from'> & Pick<AssetInfo, 'name' | 'usual'>,
  seed: number,
  total: number,
  training: AssetTraining<Reading>,
): Promise<string> {
  const { db, control } = assetContext;
  const recipe: AssetRecipe = {
    kind,
    version: 1,
    data: await recipeDataOf(assetContext),
    settings,
    seed,
    ...(sourceIds && { from: sourceIds }),
  };
  const id = await assetKey(recipe);
  await control.useAsset?.(id);
  const stored = (await readAsset(db, id)) ?? ((await storePretrained(db, assetContext.pretrained, id)) && (await readAsset(db, id)));
  const found = stored?.info;
  const from: Checkpoint | undefined = stored && { step: stored.info.done, arrays: stored.arrays as Checkpoint['arrays'] };
  if (found && from && isReady(found)) {
    training.restore(from);
    return id;
  }
  const created = found?.created ?? Date.now();
  let bytes = found?.bytes ?? 0;
  const seconds = control.stopwatch();
  const infoAt = (done: number): AssetInfo => ({
    ...{ id, name: `${name}: ${assetContext.info.name}`, recipe, madeOn: assetContext.madeOn, done, total, bytes },
    ...(defaultSteps !== undefined && { usual: defaultSteps }),
    seconds: (found?.seconds ?? 0) + seconds(),
    created,
    updated: Date.now(),
  });
  const samples = unlabelledSet(assetContext.samples, assetContext.pool);
  const reporter = new ProgressReporter(training.progressSource(samples), control, found?.done ?? 0, stored && traceFromArrays(stored.arrays), infoAt);
  await training.fit(samples, {
    rng: new Rng(seed).child(kind),
    checkpoint: () => control.checkpoint(),
    yield: async () => control.yield?.(),
    interrupted: () => control.interrupted?.() ?? false,
    progress: control.phase('preparing'),
    monitor: { every: readingInterval(total), report: (reading) => reporter.record(reading) },
    checkpoints: { seconds, save: saveCheckpoint },
    ...(from && { resumeFrom: from }),
  });
  return id;

  async function saveCheckpoint({ step, arrays }: Checkpoint): Promise<void> {
    // once it is done nobody goes on from it
    const all = { ...(step < total ? arrays : weightsOnly(arrays)), ...traceToArrays(await reporter.traceAt(step)) };
    bytes = Object.values(all).reduce((sum, array) => sum + array.byteLength, 0);
    await saveAsset(db, infoAt(step), all);
    reporter.report(step);
  }
}
