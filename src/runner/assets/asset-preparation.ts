/**
 * What is costly and prepared once: a GAN of the pool, an auto-encoder, and features by which neighbours are found. Each
 * is found in the store by a key of all that determines it, gone on with where a closed tab left it, or made.
 */
import { Draws } from '../../random/rng.ts';
import { assetKey, isReady, type AssetInfo, type AssetRecipe, type Plain } from '../../protocol/assets.ts';
import type { PreparedFor } from '../../protocol/events.ts';
import { findAsset, readWhole, saveAsset } from '../../storage/assets.ts';
import { traceArrays, tracesAmong } from '../../storage/training-trace.ts';
import type { Encoder } from '../../generative/encoder-network.ts';
import type { Prepared, Wanted } from '../../strategies/contracts/strategy.ts';
import { autoEncoderRecipeNamed } from '../../generative/auto-encoder-recipes.ts';
import { buildAutoEncoder, coderSteps, fitAutoEncoder, type Coder } from '../../generative/auto-encoder-training.ts';
import { buildEncoder, encoderRecipeFor, fitEncoder, type EncoderRecipe } from '../../generative/encoder-training.ts';
import { ganRecipeNamed, type GanRecipe } from '../../generative/gan-recipes.ts';
import type { LongContext, LossReading } from '../../trainer/resumable-training.ts';
import { takeWeights, weightsAlone, type Checkpoint } from '../../trainer/checkpoint.ts';
import { buildGan, fitGan, type GanPair, type GanReading } from '../../generative/gan-training.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import { readEvery, Show, type Shown } from './progress-reporter.ts';
import { neighbourhoodOf, preparedAsset, type Neighbourhood } from './pool-neighbours.ts';
import { autoEncoderFor, recipesFor } from './default-recipes.ts';
import { unlabelledSet } from '../samples/sample-sets.ts';
import { shippedInto } from './pretrained.ts';
import { shownCoder, shownEncoder, shownGan } from './progress-sources.ts';
import { dataOf, type Workshop } from './asset-context.ts';

/** Steps between two checkpoints: what a closed tab may cost, a second on the plane and some ten of images. */
const keepEvery = ({ kind }: Workshop['info']): number => (kind === 'plane' ? 100 : 25);

/** What a strategy gets, and what the log says of it. To be disposed of after the step. */
export type PreparedStep = Prepared & { record: PreparedFor; dispose(): void };

/** @throws Problem `unfit` where the data have no such networks, said before any is trained */
export async function prepare(shop: Workshop, wanted: Wanted): Promise<PreparedStep> {
  const seconds = shop.pacing.watch();
  const recipe = ganRecipeNamed(recipesFor(wanted.gan, shop.info).gan);
  const autoEncoder = wanted.features?.of === 'auto-encoder' && autoEncoderFor(wanted.gan, shop.info);
  const gan = await preparedGan(shop, recipe, wanted.ganSteps ?? recipe.steps, wanted.seed);
  const networks = [gan.id];
  let coder: Coder | undefined;
  let encoder: Encoder | undefined;
  let neighbours: Neighbourhood | undefined;
  const dispose = (): void => {
    neighbours?.dispose();
    coder?.dispose();
    encoder?.dispose();
    gan.pair.dispose();
  };
  try {
    if (wanted.encoder) {
      const made = await preparedEncoder(shop, gan, encoderRecipeFor(recipe, wanted.encoder.steps), wanted.seed);
      encoder = made.encoder;
      networks.push(made.id);
    }
    if (wanted.features) {
      const made = autoEncoder ? await preparedCoder(shop, autoEncoder, wanted.seed) : undefined;
      coder = made?.coder;
      neighbours = await neighbourhoodOf(shop, wanted.features, { gan, ...(made && { coder: made }) }, wanted.seed);
      if (made) networks.push(made.id);
    }
    const found = await Promise.all(networks.map((id) => findAsset(shop.db, id)));
    const assets = found.flatMap((one) => one ?? []).map(preparedAsset);
    const record = { seconds: seconds(), assets: [...assets, ...(neighbours?.assets ?? [])] };
    return { gan: gan.pair, ...(encoder && { encoder }), ...(neighbours && { neighbours }), record, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function preparedGan(
  shop: Workshop,
  usual: GanRecipe,
  steps: number,
  seed: number,
): Promise<{ pair: GanPair; id: string }> {
  const recipe: GanRecipe = { ...usual, steps };
  const pair = buildGan(recipe, shop.info, new Draws(seed).child('gan', 'weights'));
  try {
    const asset = {
      ...{ kind: 'generator' as const, name: recipe.label, settings: { ...recipe } as unknown as Plain },
      ...(steps !== usual.steps && { usual: usual.steps }),
    };
    const id = await trained<GanReading>(shop, asset, seed, steps, {
      take: (checkpoint) => {
        takeWeights(pair.generator, checkpoint, 'generator');
        takeWeights(pair.critic, checkpoint, 'critic');
      },
      fit: (samples, context) => fitGan(pair, samples, recipe, context),
      shown: () => shownGan(pair, shop.info, seed, () => shop.pacing.gate()),
    });
    return { pair, id };
  } catch (error) {
    pair.dispose();
    throw error;
  }
}

async function preparedCoder(shop: Workshop, name: string, seed: number): Promise<{ coder: Coder; id: string }> {
  const recipe = autoEncoderRecipeNamed(name);
  const coder = buildAutoEncoder(recipe, shop.info, new Draws(seed).child('auto-encoder', 'weights'));
  try {
    const asset = { kind: 'auto-encoder' as const, name: recipe.label, settings: { ...recipe } as unknown as Plain };
    const id = await trained<LossReading>(shop, asset, seed, coderSteps(recipe, shop.pool.length), {
      take: (checkpoint) => takeWeights(coder.network, checkpoint, 'auto-encoder'),
      fit: (samples, context) => fitAutoEncoder(coder, samples, recipe, context),
      shown: (samples) => shownCoder(coder, samples, shop.info, () => shop.pacing.gate()),
    });
    return { coder, id };
  } catch (error) {
    coder.dispose();
    throw error;
  }
}

async function preparedEncoder(
  shop: Workshop,
  { pair, id: from }: { pair: GanPair; id: string },
  recipe: EncoderRecipe,
  seed: number,
): Promise<{ encoder: Encoder; id: string }> {
  const encoder = buildEncoder(recipe, pair, new Draws(seed).child('encoder', 'weights'));
  try {
    const asset = { kind: 'encoder' as const, name: 'Encoder', settings: { ...recipe }, from: [from] };
    const id = await trained<LossReading>(shop, asset, seed, recipe.steps, {
      take: (checkpoint) => takeWeights(encoder, checkpoint, 'encoder'),
      fit: (_, context) => fitEncoder(encoder, pair, recipe, context),
      shown: (samples) => shownEncoder(encoder, pair, samples, shop.info, () => shop.pacing.gate()),
    });
    return { encoder, id };
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

interface Making<Reading> {
  /** The weights are there already. */
  take(checkpoint: Checkpoint): void;
  fit(samples: SampleSet, context: LongContext<Reading>): Promise<void>;
  shown(samples: SampleSet): Shown<Reading>;
}

/** The asset's id, once its networks have their weights. */
export async function trained<Reading extends { step: number }>(
  shop: Workshop,
  {
    kind,
    name,
    settings,
    from: madeOf,
    usual,
  }: Pick<AssetRecipe, 'kind' | 'settings' | 'from'> & Pick<AssetInfo, 'name' | 'usual'>,
  seed: number,
  total: number,
  making: Making<Reading>,
): Promise<string> {
  const { db, pacing } = shop;
  const recipe: AssetRecipe = {
    kind,
    version: 1,
    data: await dataOf(shop),
    settings,
    seed,
    ...(madeOf && { from: madeOf }),
  };
  const id = await assetKey(recipe);
  await pacing.uses?.(id);
  const kept = (await readWhole(db, id)) ?? ((await shippedInto(db, shop.shipped, id)) && (await readWhole(db, id)));
  const found = kept?.info;
  const from: Checkpoint | undefined = kept && { step: kept.info.done, arrays: kept.arrays as Checkpoint['arrays'] };
  if (found && from && isReady(found)) {
    making.take(from);
    return id;
  }
  const created = found?.created ?? Date.now();
  let bytes = found?.bytes ?? 0;
  const seconds = pacing.watch();
  const infoAt = (done: number): AssetInfo => ({
    ...{ id, name: `${name}: ${shop.info.name}`, recipe, madeOn: shop.madeOn, done, total, bytes },
    ...(usual !== undefined && { usual }),
    seconds: (found?.seconds ?? 0) + seconds(),
    created,
    updated: Date.now(),
  });
  const samples = unlabelledSet(shop.samples, shop.pool);
  const show = new Show(making.shown(samples), pacing, found?.done ?? 0, kept && tracesAmong(kept.arrays), infoAt);
  await making.fit(samples, {
    draws: new Draws(seed).child(kind),
    gate: () => pacing.gate(),
    progress: pacing.phase('preparing'),
    watch: { every: readEvery(total), take: (reading) => show.take(reading) },
    keep: { every: keepEvery(shop.info), take: keep },
    ...(from && { from }),
  });
  return id;

  async function keep({ step, arrays }: Checkpoint): Promise<void> {
    // once it is done nobody goes on from it
    const all = { ...(step < total ? arrays : weightsAlone(arrays)), ...traceArrays(await show.tracesAt(step)) };
    bytes = Object.values(all).reduce((sum, array) => sum + array.byteLength, 0);
    await saveAsset(db, infoAt(step), all);
    show.tell(step);
  }
}
