/** Which arms lie inside the luck band, in words. */
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { modelOf, trainingOf } from '../../protocol/spec.ts';
import { luckRange } from '../curves/luck-band.ts';
import { differenceUnit, formatDifference, isBetter } from '../measure-values.ts';
import { mean } from '../statistics.ts';
import type { StepTable } from '../step-table.ts';
import { basisValues, commonCycle, defaultBasis } from './comparison.ts';

/**
 * One sentence on all arms, by the area under their curves; undefined until the random arms are computed. Arms with a model or
 * training of their own are not judged: what sets them apart from the band may be that.
 */
export function luckStatement(
  table: StepTable,
  measure: MeasureInfo,
): { parts: { text: string; strong: boolean }[] } | undefined {
  const point = commonCycle(table);
  const range = luckRange(table, measure);
  const { spec } = table;
  if (!point || !range || point.cycle < spec.query.cycles || point.seeds.length < spec.seeds.length) return undefined;
  const basis = defaultBasis(point);
  const inside: string[] = [];
  const better: string[] = [];
  const worse: string[] = [];
  const others: string[] = [];
  table.arms.forEach((name, arm) => {
    const value = mean(basisValues(table, point, { arm, measure, basis }));
    if (!Number.isFinite(value)) return;
    if (!trainedAsSpec(table, arm)) others.push(name);
    else if (value >= range.low && value <= range.high) inside.push(name);
    else if (isBetter(measure, value, range.low)) better.push(name);
    else worse.push(name);
  });
  const [low, high] = [range.low, range.high].map((end) => formatDifference(measure, end));
  const unit = differenceUnit(measure) === 'points' ? ' %' : measure.unit && ` ${measure.unit}`;
  const of = `${range.arms} random arms, ${low} to ${high}${unit}${basis === 'area' ? ' in the mean over the curve' : ''}`;
  const found = [
    ['inside', inside],
    ['better than the band', better],
    ['worse than the band', worse],
    ['not judged, with a model or training of its own', others],
  ] as const;
  return {
    parts: [
      { text: `Luck band (5th to 95th percentile of ${of})`, strong: false },
      ...found
        .filter(([, names]) => names.length > 0)
        .flatMap(([where, names], i) => [
          { text: `${i === 0 ? ': ' : '; '}${where}: `, strong: false },
          { text: names.join(', '), strong: where !== found[3][0] },
        ]),
      { text: '.', strong: false },
    ],
  };
}

const trainedAsSpec = ({ spec }: StepTable, arm: number): boolean =>
  JSON.stringify([modelOf(spec, arm), trainingOf(spec, arm)]) === JSON.stringify([spec.model, spec.training]);
