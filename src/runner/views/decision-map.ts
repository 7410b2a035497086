/**
 * What a cycle draws on the plane: the learner's predictions, the strategy's wish to ask, and, where there are such, what
 * critic and mixtures make of every place.
 */
import type { Mixture } from '../../algorithms/mixture/mixture.ts';
import { responsibilities, Spreads } from '../../algorithms/mixture/projected-components.ts';
import { storedValues } from '../../protocol/base64.ts';
import type { Need } from '../../protocol/catalogue.ts';
import { deviation, type SampleArray } from '../../protocol/dataset.ts';
import type { Mapped, MappedComponent, MappedMixtures, StepKey } from '../../protocol/events.ts';
import { likelihoodRatios, type Mixtures } from '../../strategies/support/mixture-metrics.ts';
import type { Strategy, StrategyContext, View } from '../../strategies/contracts/strategy.ts';
import { critics, toldApart, trunkOf } from '../../strategies/support/trunk-batches.ts';
import { predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/training-method.ts';
import type { Bench, StepPacing } from '../run-context.ts';
import { extentOf, gridSet, mapOf, mappedValues, type Extent } from './plane-grid.ts';
import type { Space } from '../samples/learner-input.ts';
import type { LabelledSet } from '../run-progress.ts';
import { wholeViewOf } from './views.ts';

/** The extent of a data set does not change; it is read once for each bench. */
const extents = new WeakMap<Bench, Extent>();

export async function mapPlane(
  bench: Bench,
  strategy: Strategy,
  context: StrategyContext,
  known: LabelledSet,
  pacing: StepPacing,
  space: Space,
): Promise<Omit<Mapped, keyof StepKey>> {
  pacing.phase('mapping');
  const { network } = context.learner;
  const extent = extents.get(bench) ?? (await extentOf(bench.samples, bench.info, pacing.gate));
  extents.set(bench, extent);
  const surface = await strategy.surface?.(context);
  const { critic, mixtures } = toldApart(context, surface);
  const grid = gridSet(bench.samples, extent);
  const names = Int32Array.from({ length: grid.count }, (_, cell) => cell);
  const needs: Need[] = [...strategy.about.needs, ...(critic || mixtures ? (['trunk'] as const) : [])];
  const cells = await wholeViewOf(network, space.of(grid), names, needs, pacing.gate);
  const seen = critic && mappedValues(await critics({ critic }, cells));
  const drawn = mixtures && (await drawnMixtures(bench, context, known, mixtures, grid, cells, space));
  return mapOf(extent, cells, await surface?.(cells), {
    ...(seen && { critic: seen }),
    ...(drawn && { mixtures: drawn }),
  });
}

async function drawnMixtures(
  bench: Bench,
  context: StrategyContext,
  known: LabelledSet,
  mixtures: Mixtures,
  grid: SampleSet,
  cells: View,
  space: Space,
): Promise<MappedMixtures | undefined> {
  const values = trunkOf(cells);
  const rows = { values, count: grid.count, size: values.length / grid.count };
  const ratios = await likelihoodRatios(mixtures, rows, context.gate);
  const likelihood = mappedValues(Float32Array.from(ratios, Math.asinh));
  if (!likelihood) return undefined;
  if (await isPlane(grid, rows.size, values)) {
    const { mean, std } = bench.samples.info.scale;
    return {
      likelihood,
      labelled: componentsOf(mixtures.labelled, mean, std),
      unlabelled: componentsOf(mixtures.unlabelled, mean, std),
    };
  }
  return {
    likelihood,
    labelled: await labelledSpread(bench, mixtures.labelled, known),
    unlabelled: await unlabelledSpread(bench, mixtures.unlabelled, context, space),
  };
}

/** Whether the features are the plane itself, as those of a linear learner are. */
async function isPlane(grid: SampleSet, size: number, features: Float32Array): Promise<boolean> {
  if (size !== 2) return false;
  const places = await grid.read(Int32Array.from({ length: grid.count }, (_, cell) => cell));
  return places.every((value, at) => Math.abs(value - features[at]!) < 1e-5);
}

/** A mixture on the normalised plane, in data coordinates. */
function componentsOf(mixture: Mixture, mean: readonly number[], std: readonly number[]): MappedComponent[] {
  const { components, weights, means, variances } = mixture;
  const [sx, sy] = [0, 1].map((axis) => deviation(std[axis]!)) as [number, number];
  return Array.from({ length: components }, (_, label) => label)
    .filter((label) => weights[label]! > 0)
    .map((label) => ({
      label,
      weight: weights[label]!,
      mean: [mean[0]! + sx * means[2 * label]!, mean[1]! + sy * means[2 * label + 1]!],
      covariance: [sx * sx * variances[2 * label]!, 0, sy * sy * variances[2 * label + 1]!],
    }));
}

/** ψ_L answers for each labelled sample with 0 or 1. */
async function labelledSpread(bench: Bench, mixture: Mixture, { indices, labels, made }: LabelledSet) {
  const { components } = mixture;
  const spreads = new Spreads(components);
  const add = (places: SampleArray, known: ArrayLike<number>): void => {
    const shares = new Float32Array(known.length * components);
    Array.from(known).forEach((label, i) => label >= 0 && (shares[i * components + label] = 1));
    spreads.add(places, shares);
  };
  add(await bench.samples.read(indices), labels);
  for (const one of made) add(storedValues(one.questions.values), one.labels);
  return mapped(spreads, mixture);
}

/** ψ_U answers for each sample of the pool by its posterior. */
async function unlabelledSpread(
  bench: Bench,
  mixture: Mixture,
  { learner: { network }, poolIndices, gate }: StrategyContext,
  space: Space,
): Promise<MappedComponent[]> {
  const spreads = new Spreads(mixture.components);
  const pool = space.unlabelled(poolIndices);
  for await (const batch of predict(network, pool, { trunk: true }, { gate, progress: () => undefined })) {
    const rows = { values: batch.trunk!, count: batch.positions.length, size: network.trunkSize };
    const places = await bench.samples.read(batch.positions.map((position) => poolIndices[position]!));
    spreads.add(places, await responsibilities(mixture, rows));
  }
  return mapped(spreads, mixture);
}

const mapped = (spreads: Spreads, { weights }: Mixture): MappedComponent[] =>
  spreads.take().map(({ component, mean, covariance }) => ({
    ...{ label: component, weight: weights[component]! },
    ...{ mean, covariance },
  }));
