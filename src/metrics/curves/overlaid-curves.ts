/** Learning curves of other runs, drawn beside those of the run on show. */
import type { Spec } from '../../protocol/spec.ts';
import type { StepTable } from '../step-table.ts';
import type { Curve } from './curves.ts';

export interface OverlaidCurve extends Curve {
  /** Id of its run. */
  run: string;
  /** Its number in drawing and legend, from 1 on. */
  tag: number;
}

/**
 * Curves of these runs that have values, numbered through: an arm has the same number in every figure.
 * @param curvesOfTable one curve for each arm
 */
export function overlaidCurves(
  runs: readonly { id: string; name: string; table: StepTable }[],
  curvesOfTable: (table: StepTable) => Curve[],
): OverlaidCurve[] {
  return runs
    .flatMap(({ id, name, table }) =>
      curvesOfTable(table).map((curve) => ({ ...curve, run: id, name: `${name}: ${curve.name}` })),
    )
    .map((curve, i) => ({ ...curve, tag: i + 1 }))
    .filter((curve) => curve.mean.length > 0);
}

/** A range that also holds the curves of other runs. */
export const widenedRange = (
  [low, high]: readonly [number, number],
  curves: readonly Curve[],
  value: (point: Curve['mean'][number]) => number,
): [number, number] => {
  const values = curves.flatMap((curve) => curve.mean.map(value)).filter(Number.isFinite);
  return [Math.min(low, ...values), Math.max(high, ...values)];
};

/** Parts of a design that make two runs comparable, with their words. */
const parts = [
  ['pool', 'pool and test set'],
  ['seeds', 'seeds'],
  ['initial', 'initial labels'],
  ['query', 'batch size or cycles'],
  ['model', 'model'],
  ['training', 'training'],
  ['annotator', 'annotators'],
] as const satisfies readonly (readonly [keyof Spec, string])[];

/** The parts in which another run differs from the one on show, in words; empty where only the arms do. */
export function designDifferences(one: StepTable, other: StepTable): string[] {
  const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const [a, b] = [one.spec, other.spec];
  const data = one.started?.dataset.id !== other.started?.dataset.id || differ(a.dataset.classes, b.dataset.classes);
  return [...(data ? ['data'] : []), ...parts.flatMap(([key, words]) => (differ(a[key], b[key]) ? [words] : []))];
}
