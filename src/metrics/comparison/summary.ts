/** Summary of the arms at the common cycle. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { FigureTable } from '../csv.ts';
import { columnLabel, differenceUnit, shownScale } from '../measure-values.ts';
import {
  valuesAt,
  areasAt,
  baselineOf,
  compareArms,
  fromArm,
  commonCycle,
  type ConfidenceInterval,
} from './comparison.ts';
import { judgedTogether } from './pairwise.ts';
import { mean } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';
import { armTime } from '../cycle-times.ts';

export interface ArmSummary {
  arm: number;
  name: string;
  /** Mean value of the measure over the seeds that have reached the common cycle, in the log's unit. */
  value: number | undefined;
  /** Mean area under the learning curve over those seeds, in the same unit. */
  area: number | undefined;
  /**
   * Lead over the baseline, in the shown unit; negative where the arm is behind. The interval is its own; whether it is significant
   * is judged for all arms together, by Holm. Undefined for the baseline itself.
   */
  lead: ConfidenceInterval | undefined;
  /** Mean seconds of one seed. */
  seconds: number;
}

export interface RunSummary {
  baseline: number;
  labelled: number;
  seeds: number;
  arms: ArmSummary[];
}

export function summaryOf(table: StepTable, measure: MeasureInfo): RunSummary {
  const point = commonCycle(table);
  const baseline = baselineOf(table);
  const leads = judgedTogether(
    table.arms.flatMap((_, arm) =>
      arm === baseline ? [] : (compareArms(table, [arm, baseline], { measure, basis: 'end' }) ?? []),
    ),
  );
  const arms = table.arms.map((name, arm): ArmSummary => {
    const values = point ? valuesAt(table, point, { arm, measure }).filter(Number.isFinite) : [];
    const areas = point ? areasAt(table, point, { arm, measure }).filter(Number.isFinite) : [];
    const lead = leads.find(({ ahead, behind }) => arm !== baseline && [ahead, behind].includes(arm));
    const time = armTime(table, arm);
    return {
      arm,
      name,
      value: values.length ? mean(values) / shownScale(measure) : undefined,
      area: areas.length ? mean(areas) / shownScale(measure) : undefined,
      lead: lead && fromArm(lead, arm),
      seconds: time.training + time.measuring + time.querying,
    };
  });
  return { baseline, labelled: point?.labelled ?? 0, seeds: point?.seeds.length ?? 0, arms };
}

/** A row per arm. */
export function summaryTable(table: StepTable, measure: MeasureInfo): FigureTable {
  const { arms, baseline, labelled, seeds } = summaryOf(table, measure);
  const scale = shownScale(measure);
  const unit = differenceUnit(measure);
  return {
    columns: [
      ...['arm', 'labels', columnLabel(measure, measure.label), columnLabel(measure, 'area under curve')],
      ...[`lead over ${table.arms[baseline] ?? ''}${unit && ` (${unit})`}`, 'low', 'high', 'seeds', 'time (s)'],
    ],
    rows: arms.map((one) => [
      ...[one.name, labelled, one.value && scale * one.value, one.area && scale * one.area],
      ...[one.lead?.mean, one.lead?.low, one.lead?.high, seeds, one.seconds],
    ]),
  };
}
