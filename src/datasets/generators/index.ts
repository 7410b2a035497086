/** The list of built-in data sets, and how one is generated into the database. */
import { Rng } from '../../random/rng.ts';
import { findByName, Problem, throwIfAborted } from '../../protocol/problem.ts';
import { sampleSize, type DatasetInfo, type GeneratorRecipe, type OnProgress } from '../../protocol/dataset.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { Database } from '../../storage/database.ts';
import { chunkSizeFor, DatasetWriter, deleteDataset, findDataset, withImportLock } from '../../storage/datasets.ts';
import { ChannelStatistics } from '../sources/channel-statistics.ts';
import { blobsRare } from './blobs-rare.ts';
import { checkerboard } from './checkerboard.ts';
import { circles } from './circles.ts';
import { fourIntervals } from './four-intervals.ts';
import type { DatasetGenerator, SampleWriter } from './generator.ts';
import { shapes } from './shapes.ts';
import { strokes } from './strokes.ts';
import { spirals } from './spirals.ts';
import { twoMoons } from './two-moons.ts';

const all: DatasetGenerator[] = [twoMoons, circles, spirals, blobsRare, checkerboard, fourIntervals, strokes, shapes];

export const generators: GeneratorInfo[] = all.map((one) => one.about);

/** Milliseconds of work before waiting for messages, such as a cancel. */
const SLICE_MS = 40;
/** Values drawn between two checks of the clock. */
const BLOCK_VALUES = 100_000;

/** The key of a recipe in the database: `strokes-n12000-t2000-s1`. */
export function recipeId({ name, size, testSize, seed }: GeneratorRecipe): string {
  return `${name}-n${size}${testSize ? `-t${testSize}` : ''}-s${seed}`;
}

/** @throws Problem `bad-spec` where there is no such generator, or sizes or seed are out of range */
export function generatorOf(recipe: GeneratorRecipe): DatasetGenerator {
  const found = findByName('built-in data set', all, ({ about }) => about.name, recipe.name);
  const { size, testSize, seed } = recipe;
  const wholeNumber = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (!wholeNumber(size) || size < 1 || size > 1_000_000)
    throw new Problem('bad-spec', `${found.about.label} can have 1 to 1,000,000 samples, not ${size}.`);
  if (!wholeNumber(seed)) throw new Problem('bad-spec', `A seed is a whole number from 0 on, not ${seed}.`);
  if (!wholeNumber(testSize))
    throw new Problem('bad-spec', `The size of the test part is a whole number from 0 on, not ${testSize}.`);
  if (testSize >= size)
    throw new Problem(
      'bad-spec',
      `Of ${size} samples, ${testSize} cannot all be the test part: none is left to train on.`,
    );
  return found;
}

/** Writes sample i of the data set: the training part first, then the test part, each from its own stream. */
export function sampleWriterOf(recipe: GeneratorRecipe): SampleWriter {
  const { sampleWriter } = generatorOf(recipe);
  const rng = new Rng(recipe.seed).child('dataset', recipe.name);
  const training = sampleWriter(rng.child('train'));
  const test = sampleWriter(rng.child('test'));
  const split = recipe.size - recipe.testSize;
  return (index, into, at) => (index < split ? training(index, into, at) : test(index - split, into, at));
}

/**
 * The data set of the recipe, generated and stored unless it is stored already. All or nothing.
 * @throws Problem `bad-spec`, `full`, `cancelled`
 */
export async function generateDataset(
  recipe: GeneratorRecipe,
  db: Database,
  options: { onProgress: OnProgress; signal?: AbortSignal | undefined },
): Promise<DatasetInfo> {
  const { about } = generatorOf(recipe);
  const id = recipeId(recipe);
  throwIfAborted(options.signal);
  const stored = await findDataset(db, id);
  if (stored) return stored;
  return withImportLock(id, options.signal, async () => {
    // Another tab may have stored it while this one waited for the lock; a closed tab may have left chunks.
    const storedMeanwhile = await findDataset(db, id);
    if (storedMeanwhile) return storedMeanwhile;
    await deleteDataset(db, id);
    const bytesEach = sampleSize(about.shape) * (about.kind === 'image' ? 1 : 4);
    const dtype = about.kind === 'image' ? 'uint8' : 'float32';
    const writer = new DatasetWriter(db, id, about.shape, dtype, chunkSizeFor(bytesEach));
    try {
      const { labels, scale } = await writeSamples(recipe, writer, options);
      const info: DatasetInfo = {
        id,
        name: about.label,
        kind: about.kind,
        shape: about.shape,
        dtype,
        classes: about.classes,
        count: recipe.size,
        testCount: recipe.testSize,
        labelledCount: recipe.size,
        chunkSize: writer.chunkSize,
        scale,
        bytes: recipe.size * bytesEach + labels.byteLength,
        created: Date.now(),
        source: { kind: 'built-in', recipe: { ...recipe } },
      };
      await writer.finish(info, labels);
      return info;
    } catch (error) {
      await writer.discard();
      throw error;
    }
  });
}

async function writeSamples(
  recipe: GeneratorRecipe,
  writer: DatasetWriter,
  { onProgress, signal }: { onProgress: OnProgress; signal?: AbortSignal | undefined },
): Promise<{ labels: Int32Array; scale: DatasetInfo['scale'] }> {
  const { about } = generatorOf(recipe);
  const writeSample = sampleWriterOf(recipe);
  const stride = sampleSize(about.shape);
  const labels = new Int32Array(recipe.size);
  const statistics = new ChannelStatistics(about.kind, about.shape);
  const training = recipe.size - recipe.testSize;
  const block = Math.max(1, Math.floor(BLOCK_VALUES / stride));
  const values = about.kind === 'image' ? new Uint8Array(block * stride) : new Float32Array(block * stride);
  const phase = `Drawing ${about.label}`;
  let lastYield = performance.now();
  for (let from = 0; from < recipe.size; from += block) {
    const count = Math.min(block, recipe.size - from);
    for (let i = 0; i < count; i++) labels[from + i] = writeSample(from + i, values, i * stride);
    const counted = Math.max(0, Math.min(count, training - from));
    statistics.add(values.subarray(0, counted * stride));
    await writer.add(values.subarray(0, count * stride));
    if (performance.now() - lastYield > SLICE_MS || from + count === recipe.size) {
      onProgress({ phase, done: from + count, total: recipe.size });
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal);
      lastYield = performance.now();
    }
  }
  const scale = statistics.scale();
  return { labels, scale: about.kind === 'plane' ? isotropicScale(scale) : scale };
}

/** One scale for both axes of a plane, the root of the mean variance, so that shapes keep their proportions. */
function isotropicScale({ mean, std }: DatasetInfo['scale']): DatasetInfo['scale'] {
  const joint = Math.sqrt(std.reduce((sum, one) => sum + one * one, 0) / std.length);
  return { mean, std: std.map(() => joint) };
}
