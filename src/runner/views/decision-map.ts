/**
 * The decision map of a cycle on two-dimensional data: the learner's predictions, the acquisition scores, and, where the training
 * or the strategy has them, the critic's scores and the mixtures.
 */
import type { MixturePair } from '../../algorithms/mixture/mixture-pair.ts';
import type { FeatureRows, Mixture } from '../../algorithms/mixture/mixture.ts';
import { responsibilities, ProjectedComponents } from '../../algorithms/mixture/projected-components.ts';
import { decodeSampleValues } from '../../protocol/base64.ts';
import { scaleDivisor, type DatasetInfo, type SampleArray } from '../../protocol/dataset.ts';
import type { PlaneMapped, MappedComponent, MappedMixtures, StepKey } from '../../protocol/events.ts';
import { likelihoodRatios } from '../../strategies/support/mixture-metrics.ts';
import { quiet } from '../../trainer/control.ts';
import type { SampleSet } from '../../trainer/sample-set.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import { planeExtent, planeGrid, mapEvent, quantisedValues, type PlaneExtent } from './plane-grid.ts';
import type { TrainedLearner } from '../learner.ts';
import type { LabelledSet } from '../run-progress.ts';
import { predictAll } from './predictions.ts';
import { shownArtifacts } from './shown-artifacts.ts';

/** By run: the extent of a data set does not change. */
const extents = new WeakMap<RunContext, PlaneExtent>();

export interface StepToMap {
  learner: Pick<TrainedLearner, 'strategy' | 'context' | 'input'>;
  labelled: LabelledSet;
}

export async function drawDecisionMap(
  runContext: RunContext,
  step: StepToMap,
  control: StepControl,
): Promise<Omit<PlaneMapped, keyof StepKey>> {
  control.phase('mapping');
  const { strategy, context, input } = step.learner;
  const extent =
    extents.get(runContext) ?? (await planeExtent(runContext.samples, runContext.info, control.checkpoint));
  extents.set(runContext, extent);
  const acquisition = await strategy.acquisition?.(context);
  const { critic, mixtures, outputs } = shownArtifacts(context, acquisition);
  const grid = planeGrid(runContext.samples, extent);
  const indices = Int32Array.from({ length: grid.count }, (_, cell) => cell);
  const gridSamples = { learner: context.learner, samples: input.transform(grid), indices };
  const cells = await predictAll(gridSamples, outputs, quiet(control));
  const criticScores = critic ? cells.scores?.['critic'] : undefined;
  const criticValues = criticScores && quantisedValues(criticScores);
  const trunk = cells.trunk && { values: cells.trunk, count: grid.count, size: cells.trunkSize };
  const mixtureValues = mixtures && trunk && (await mappedMixtures(runContext, step, { mixtures, grid, trunk }));
  return mapEvent(extent, cells, {
    ...(acquisition && { acquisition: await acquisition.score(cells) }),
    ...(criticValues && { critic: criticValues }),
    ...(mixtureValues && { mixtures: mixtureValues }),
  });
}

async function mappedMixtures(
  runContext: RunContext,
  { learner, labelled: labelledSet }: StepToMap,
  { mixtures, grid, trunk }: { mixtures: MixturePair; grid: SampleSet; trunk: FeatureRows },
): Promise<MappedMixtures | undefined> {
  const ratios = await likelihoodRatios(mixtures, trunk, learner.context.checkpoint);
  const likelihood = quantisedValues(Float32Array.from(ratios, Math.asinh));
  if (!likelihood) return undefined;
  if (await featuresArePlane(grid, trunk)) {
    const scale = runContext.samples.info.scale;
    return {
      likelihood,
      labelled: mappedComponents(mixtures.labelled, scale),
      unlabelled: mappedComponents(mixtures.unlabelled, scale),
    };
  }
  return {
    likelihood,
    labelled: await labelledComponents(runContext, mixtures.labelled, labelledSet),
    unlabelled: await unlabelledComponents(runContext, mixtures.unlabelled, learner),
  };
}

/** Whether the features are the coordinates themselves, as those of a linear learner are. */
async function featuresArePlane(grid: SampleSet, { values: features, size }: FeatureRows): Promise<boolean> {
  if (size !== 2) return false;
  const gridPoints = await grid.read(Int32Array.from({ length: grid.count }, (_, cell) => cell));
  return gridPoints.every((value, at) => Math.abs(value - features[at]!) < 1e-5);
}

/** A mixture on the normalised plane, in data coordinates. */
function mappedComponents(mixture: Mixture, { mean, std }: DatasetInfo['scale']): MappedComponent[] {
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

/** Components of ψ_L from the labelled samples: the responsibility of each for a sample is 0 or 1. */
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

/** Components of ψ_U from the pool: the responsibility of each for a sample is its posterior. */
async function unlabelledComponents(
  runContext: RunContext,
  mixture: Mixture,
  { context }: StepToMap['learner'],
): Promise<MappedComponent[]> {
  const spreads = new ProjectedComponents(mixture.components);
  for await (const { indices, trunk, trunkSize } of context.predict({ trunk: true })) {
    const rows = { values: trunk, count: indices.length, size: trunkSize };
    spreads.add(await runContext.samples.read(indices), await responsibilities(mixture, rows));
  }
  return spreadComponents(spreads, mixture);
}

const spreadComponents = (spreads: ProjectedComponents, { weights }: Mixture): MappedComponent[] =>
  spreads.result().map(({ component, mean, covariance }) => ({
    ...{ label: component, weight: weights[component]! },
    ...{ mean, covariance },
  }));
