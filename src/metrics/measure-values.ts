/**
 * A measure's values in the log, and how they are shown. Shown values and differences are in the measure's unit: percent and
 * points for '%', otherwise the value itself.
 */
import type { FullSupervision, Luck, Measured } from '../protocol/events.ts';
import type { MeasureInfo } from '../protocol/measure-info.ts';
import type { StepTable } from './step-table.ts';

/** The value in the log; undefined where the log has none, or no finite one. */
export function valueOf(
  event: Measured | FullSupervision | Luck | undefined,
  { name }: MeasureInfo,
): number | undefined {
  const value = event?.values[name];
  return Number.isFinite(value) ? value : undefined;
}

/** Names of the measures in the log, in the order of their first occurrence. */
export function measureNames(table: StepTable): string[] {
  const steps = [...table.steps.values()].flat(2);
  return [...new Set(steps.flatMap((step) => Object.keys(step?.measured?.values ?? {})))];
}

/** Factor of shown values. */
export const shownScale = ({ unit }: MeasureInfo): number => (unit === '%' ? 100 : 1);

/** The unit of a difference: "points", "nats" or "". */
export const differenceUnit = ({ unit }: MeasureInfo): string => (unit === '%' ? 'points' : unit);

/** Whether a value is better than another. */
export const isBetter = ({ better }: MeasureInfo, value: number, other: number): boolean =>
  better === 'greater' ? value > other : value < other;

const decimals = ({ unit }: MeasureInfo): number => (unit === '%' ? 1 : 3);

/** The number without its unit: "87.3" for a fraction of 0.8731, "0.412" for nats. */
export const formatValue = (measure: MeasureInfo, value: number): string =>
  (value * shownScale(measure)).toFixed(decimals(measure));

/** The number with its unit: "87.3 %", "0.412 nats". */
export const formatWithUnit = (measure: MeasureInfo, value: number): string =>
  [formatValue(measure, value), measure.unit].filter(Boolean).join(' ');

/** A difference in the shown unit, without it, with a true minus sign and never "−0.0". */
export function formatDifference(measure: MeasureInfo, difference: number): string {
  const places = decimals(measure);
  const rounded = Math.round(difference * 10 ** places) / 10 ** places || 0;
  return rounded.toFixed(places).replace('-', '−');
}

/** "Test accuracy", "Test log-loss"; of a generator's samples: "FID". */
export const testLabel = ({ label, ofGenerated }: MeasureInfo): string =>
  ofGenerated ? label : `Test ${withinSentence(label)}`;

/** A column of a table, with the unit: "test accuracy (%)". */
export const columnLabel = ({ unit }: MeasureInfo, label: string): string =>
  withinSentence(label) + (unit && ` (${unit})`);

/** A label within a sentence; "F1" and other symbols keep their capitals, and so does a word that begins with several: "FID". */
export const withinSentence = (label: string): string =>
  /^\p{Lu}{2}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
