/**
 * What a cycle draws on the plane: the learner's predictions, the strategy's wish to ask, and, where there are such, what
 * critic and mixtures make of every place.
 */
import type { Mixture } from '../../algorithms/mixture/mixture.ts';
import { responsibilities, ProjectedComponents } from '../../algorithms/mixture/projected-components.ts';
import { decodeSampleValues } from '../../protocol/base64.ts';
import type { RequirementKey } from '../../protocol/requirements.ts';
import { scaleDivisor, type SampleArray } from '../../protocol/dataset.ts';
import type { PlaneMapped, MappedComponent, MappedMixtures, StepKey } from '../../protocol/events.ts';
import { likelihoodRatios, type QueryMixtures } from '../../strategies/support/mixture-metrics.ts';
import type { Strategy, StrategyContext, PredictionView } from '../../strategies/contracts/strategy.ts';
import { criticScores, criticAndMixtures, trunkOf } from '../../strategies/support/trunk-batches.ts';
import { predict } from '../../trainer/predict.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { planeExtent, planeGrid, mapEvent, quantisedValues, type PlaneExtent } from './plane-grid.ts';
import type { LearnerInput } from '../samples/learner-input.ts';
import type { LabelledSet } from '../run-progress.ts';
import { viewOf } from './views.ts';

/** The extent of a data set does not change; it is read once for each bench. */
const extents = new WeakMap<RunContext, PlaneExtent>();

export async function drawDecisionMap(
  runContext: RunContext,
  strategy: Strategy,
  context: StrategyContext,
  labelledSet: LabelledSet,
  control: StepControl,
  input: LearnerInput,
): Promise<Omit<PlaneMapped, keyof StepKey>> {
  control.phase('mapping');
  const { network } = context.learner;
  const extent =
    extents.get(runContext) ?? (await planeExtent(runContext.samples, runContext.info, control.checkpoint));
  extents.set(runContext, extent);
  const acquisition = await strategy.acquisition?.(context);
  const { critic, mixtures } = criticAndMixtures(context, acquisition);
  const grid = planeGrid(runContext.samples, extent);
  const cellIndices = Int32Array.from({ length: grid.count }, (_, cell) => cell);
  const needs: RequirementKey[] = [...strategy.about.requires, ...(critic || mixtures ? ['trunk'] : [])];
  const cells = await viewOf(network, input.transform(grid), cellIndices, needs, control.checkpoint);
  const criticValues = critic && quantisedValues(await criticScores(critic, cells));
  const mixtureValues =
    mixtures && (await mappedMixtures(runContext, context, labelledSet, mixtures, grid, cells, input));
  return mapEvent(extent, cells, await acquisition?.(cells), {
    ...(criticValues && { critic: criticValues }),
    ...(mixtureValues && { mixtures: mixtureValues }),
  });
}

async function mappedMixtures(
  runContext: RunContext,
  context: StrategyContext,
  labelledSet: LabelledSet,
  mixtures: QueryMixtures,
  grid: SampleSet,
  cells: PredictionView,
  input: LearnerInput,
): Promise<MappedMixtures | undefined> {
  const values = trunkOf(cells);
  const rows = { values, count: grid.count, size: values.length / grid.count };
  const ratios = await likelihoodRatios(mixtures, rows, context.checkpoint);
  const likelihood = quantisedValues(Float32Array.from(ratios, Math.asinh));
  if (!likelihood) return undefined;
  if (await featuresArePlane(grid, rows.size, values)) {
    const { mean, std } = runContext.samples.info.scale;
    return {
      likelihood,
      labelled: mappedComponents(mixtures.labelled, mean, std),
      unlabelled: mappedComponents(mixtures.unlabelled, mean, std),
    };
  }
  return {
    likelihood,
    labelled: await labelledComponents(runContext, mixtures.labelled, labelledSet),
    unlabelled: await unlabelledComponents(runContext, mixtures.unlabelled, context, input),
  };
}

/** Whether the features are the plane itself, as those of a linear learner are. */
async function featuresArePlane(grid: SampleSet, size: number, features: Float32Array): Promise<boolean> {
  if (size !== 2) return false;
  const gridPoints = await grid.read(Int32Array.from({ length: grid.count }, (_, cell) => cell));
  return gridPoints.every((value, at) => Math.abs(value - features[at]!) < 1e-5);
}

/** A mixture on the normalised plane, in data coordinates. */
function mappedComponents(mixture: Mixture, mean: readonly number[], std: readonly number[]): MappedComponent[] {
  const { components, weights, means, variances } = mixture;
  const [sx, sy] = [0, 1].map((axis) => scaleDivisor(std[axis]!)) as [number, number];
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
async function labelledComponents(
  runContext: RunContext,
  mixture: Mixture,
  { indices, labels, synthesized }: LabelledSet,
) {
  const { components } = mixture;
  const spreads = new ProjectedComponents(components);
  const add = (points: SampleArray, pointLabels: ArrayLike<number>): void => {
    const responsibilityRows = new Float32Array(pointLabels.length * components);
    Array.from(pointLabels).forEach((label, i) => label >= 0 && (responsibilityRows[i * components + label] = 1));
    spreads.add(points, responsibilityRows);
  };
  add(await runContext.samples.read(indices), labels);
  for (const one of synthesized) add(decodeSampleValues(one.questions.values), one.labels);
  return spreadComponents(spreads, mixture);
}

/** ψ_U answers for each sample of the pool by its posterior. */
async function unlabelledComponents(
  runContext: RunContext,
  mixture: Mixture,
  { learner: { network }, poolIndices, checkpoint }: StrategyContext,
  input: LearnerInput,
): Promise<MappedComponent[]> {
  const spreads = new ProjectedComponents(mixture.components);
  const pool = input.unlabelled(poolIndices);
  for await (const batch of predict(network, pool, { trunk: true }, { checkpoint, progress: () => undefined })) {
    const rows = { values: batch.trunk!, count: batch.positions.length, size: network.trunkSize };
    const points = await runContext.samples.read(batch.positions.map((position) => poolIndices[position]!));
    spreads.add(points, await responsibilities(mixture, rows));
  }
  return spreadComponents(spreads, mixture);
}

const spreadComponents = (spreads: ProjectedComponents, { weights }: Mixture): MappedComponent[] =>
  spreads.result().map(({ component, mean, covariance }) => ({
    ...{ label: component, weight: weights[component]! },
    ...{ mean, covariance },
  }));
