/**
 * Learning curves of others, given as a table: one row per arm and number of labels (`arm,labels,accuracy`; our own
 * `results.csv` is one), or a column of labels and a column for each arm, as papers print them.
 */
import { Problem } from '../../protocol/problem.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { mean } from '../statistics.ts';
import type { OverlaidCurve } from './overlaid-curves.ts';

export interface PublishedCurve {
  name: string;
  /** By the number of labels, ascending; values as in the file. */
  points: { labelled: number; value: number }[];
}

/** The curves of one file. */
export interface PublishedCurves {
  id: string;
  name: string;
  /** Name of the measure that the file has; the one on show where it does not say. */
  measure: string | undefined;
  curves: PublishedCurve[];
}

const titles = {
  labels: /^(labels?|labelled|labeled|n_?labels|n|x|samples|number of labels)$/,
  arm: /^(arm|arms|method|methods|strategy|name|series)$/,
  value: /^(value|y|accuracy|test_accuracy|accuracy_percent|mean|score)$/,
  measure: /^measure$/,
  spec: /^spec$/,
};

/**
 * @param rows of the file, the first one its titles
 * @throws Problem `bad-file` that names the row
 */
export function readPublishedCurves(rows: readonly (readonly string[])[], file: string): Omit<PublishedCurves, 'id'> {
  const head = (rows[0] ?? []).map((title) => title.trim().toLowerCase());
  const find = (title: RegExp) => head.findIndex((one) => title.test(one));
  const labels = find(titles.labels);
  if (labels < 0) throw bad(file, 'has no column of label counts', 'Call it “labels”.');
  const body = rows.slice(1).filter((row) => row.some((cell) => cell.trim() !== ''));
  const [arm, value, measures, spec] = [find(titles.arm), find(titles.value), find(titles.measure), find(titles.spec)];
  const cells = (row: readonly string[], column: number): string => row[column]?.trim() ?? '';
  const named = [...new Set(measures < 0 ? [] : body.map((row) => cells(row, measures)))];
  const ofValue = value >= 0 && head[value]!.includes('accuracy') ? 'accuracy' : undefined;
  const measure = named.includes('accuracy') ? 'accuracy' : (named[0] ?? ofValue);
  const severalSpecs = spec >= 0 && new Set(body.map((row) => cells(row, spec))).size > 1;
  /** The curves that a row has a value of. */
  const seriesOf = (row: readonly string[]): { name: string; column: number }[] =>
    arm >= 0 && value >= 0
      ? [{ name: [...(severalSpecs ? [cells(row, spec)] : []), cells(row, arm)].join(', '), column: value }]
      : rows[0]!.map((title, column) => ({ name: title.trim(), column })).filter(({ column }) => column !== labels);
  const curves = new Map<string, Map<number, number[]>>();
  body.forEach((row, i) => {
    if (measures >= 0 && cells(row, measures) !== measure) return;
    const labelled = numberAt(row[labels], { file, row: i + 2, title: head[labels]! });
    if (labelled === undefined) return;
    for (const { name, column } of seriesOf(row)) {
      const one = numberAt(row[column], { file, row: i + 2, title: head[column]! });
      if (one === undefined) continue;
      const points = curves.get(name) ?? new Map<number, number[]>();
      curves.set(name, points.set(labelled, [...(points.get(labelled) ?? []), one]));
    }
  });
  if (curves.size === 0) throw bad(file, 'has no values', 'It needs a row for each number of labels.');
  return {
    name: file.replace(/\.[^.]+$/, ''),
    measure,
    // several values of one arm and number of labels are those of seeds
    curves: [...curves].map(([name, points]) => ({
      name,
      points: [...points].sort(([a], [b]) => a - b).map(([labelled, values]) => ({ labelled, value: mean(values) })),
    })),
  };
}

/**
 * As curves over the figure's own, numbered on; none for another measure. Values above 1 of a measure that is shown in per cent are
 * taken for per cent, all of the file's alike.
 */
export function publishedAsOverlaid(
  files: readonly PublishedCurves[],
  { measure, from }: { measure: MeasureInfo; from: number },
): OverlaidCurve[] {
  return files
    .filter((one) => (one.measure ?? measure.name) === measure.name)
    .flatMap(({ id, name, curves }) => {
      const percent = measure.unit === '%' && curves.some(({ points }) => points.some(({ value }) => value > 1));
      return curves.map((curve) => ({
        run: id,
        name: `${name}: ${curve.name}`,
        points: curve.points,
        scale: percent ? 100 : 1,
      }));
    })
    .map(({ points, scale, ...one }, i) => ({
      ...one,
      ...{ arm: 0, tag: from + i, perSeed: [] },
      mean: points.map(({ labelled, value }, cycle) => {
        const shown = value / scale;
        const only = { min: shown, max: shown, standardDeviation: Number.NaN, seeds: 1 };
        return {
          cycle,
          labelled,
          value: shown,
          gradientSteps: Number.NaN,
          answers: Number.NaN,
          cost: Number.NaN,
          ...only,
        };
      }),
    }));
}

/** Undefined for an empty cell. */
function numberAt(cell: string | undefined, at: { file: string; row: number; title: string }): number | undefined {
  const text = cell?.trim().replace(/%$/, '') ?? '';
  if (text === '' || text === '–' || text === '-') return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw bad(at.file, `has “${text}” in row ${at.row}, column “${at.title}”`, 'Only numbers can be drawn.');
}

const bad = (file: string, what: string, remedy: string): Problem =>
  new Problem('bad-file', `“${file}” ${what}.`, remedy);
