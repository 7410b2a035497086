/** Full supervision: the values of the reference lines, and what they are, in words. */
import type { FullSupervision } from '../protocol/events.ts';
import type { MeasureInfo } from '../protocol/measure-info.ts';
import { FULL_SUPERVISION_BOUNDS } from '../protocol/settings.ts';
import { sameTraining } from '../protocol/spec.ts';
import { formatWithUnit, valueOf } from './measure-values.ts';
import { mean } from './statistics.ts';
import type { StepTable } from './step-table.ts';

export interface ReferenceLine {
  /** Mean over the seeds that have one. */
  value: number;
  seeds: number;
  /** Names of the arms whose model and training it has; undefined for the bounded one of the design. */
  arms?: string[];
}

/** One line, or one for each distinct training of the arms, in their order. */
export function referenceLines(table: StepTable, measure: MeasureInfo): ReferenceLine[] {
  const groups = new Map<number | undefined, FullSupervision[]>();
  for (const event of table.fullSupervision) groups.set(event.asArm, [...(groups.get(event.asArm) ?? []), event]);
  return [...groups].flatMap(([asArm, events]): ReferenceLine[] => {
    const values = events.flatMap((event) => valueOf(event, measure) ?? []);
    if (values.length === 0) return [];
    const line = { value: mean(values), seeds: values.length };
    if (asArm === undefined) return [line];
    return [{ ...line, arms: table.arms.filter((_, arm) => sameTraining(table.spec, arm, asArm)) }];
  });
}

/** What full supervision is: not the arms' recipe where that is longer, unless it was asked to be. Undefined where the log has none. */
export function fullSupervisionText(table: StepTable, measure: MeasureInfo): string | undefined {
  const { fullSupervision, spec } = table;
  const [first] = fullSupervision;
  if (!first) return undefined;
  const labels = `all ${first.labelled.toLocaleString('en')} labels of the pool`;
  if (first.asArm !== undefined) {
    const of = referenceLines(table, measure).map(
      ({ value, seeds, arms = [] }) =>
        `${arms.join(', ')} ${formatWithUnit(measure, value)}${seeds < spec.seeds.length ? ` (${seeds} of ${spec.seeds.length} seeds)` : ''}`,
    );
    return `Whole pool (reference): each training of the arms on ${labels} under every seed, no shorter than the arms’ own: ${of.join('; ')}.`;
  }
  const { minBatch, maxSteps, minEpochs } = FULL_SUPERVISION_BOUNDS;
  const seeds = fullSupervision.map(({ seed }) => seed).join(', ');
  const alone = spec.seeds.length > fullSupervision.length ? ' alone' : '';
  const bounds = `in batches of at least ${minBatch} and about ${maxSteps.toLocaleString('en')} gradient steps at most (${minEpochs} epochs at least)`;
  return `Whole pool (reference): trained on ${labels} under seed ${seeds}${alone}, ${bounds}. Arms that train longer may pass it.`;
}
