/** Measurements as rows, and rows as a Markdown table. */
import type { EngineResult } from './compare.ts';
import { ENGINES, type BenchBackend, type EngineName } from './engine.ts';
import { flopsPerUnit } from './flops.ts';
import type { Workload } from './workloads.ts';

/** One engine on one workload. */
export interface ReportRow {
  model: string;
  phase: string;
  backend: BenchBackend;
  engine: EngineName;
  /** Images (or products) a second: the median of the rounds; null after a failure. */
  perSecond: number | null;
  batch: number;
  /** Mode of the backend. PyTorch's device may differ from the others'. */
  how: string;
  /** The slowest and the fastest round. */
  range: [number, number] | null;
  rounds: number;
  /** Ours ÷ this engine: the median of the ratios within each round. */
  oursOver: number | null;
  gflops: number | null;
  /** `gflops` over those of this engine in the large product. */
  roofline: number | null;
  note?: string;
}

export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** @param roof operations a second in the large product, by engine */
export function reportRows(
  workload: Workload,
  backend: BenchBackend,
  all: readonly EngineResult[],
  roof: ReadonlyMap<EngineName, number>,
): ReportRow[] {
  const flops = flopsPerUnit(workload);
  const ours = all.find(({ engine }) => engine === 'ours')?.speeds ?? [];
  return all.map(({ engine, how, speeds, note, failure: refused }) => {
    const { model, phase, batch } = workload;
    const units = speeds.map((speed) => speed * batch);
    const perSecond = units.length ? median(units) : null;
    const done = perSecond === null ? null : perSecond * flops;
    const limit = roof.get(engine);
    const ratios = speeds.flatMap((speed, round) => (ours[round] === undefined ? [] : [ours[round] / speed]));
    const said = [note, refused && `no figure: ${refused}`].filter((text) => !!text).join('; ');
    return {
      ...{ model, phase, backend, engine, perSecond, batch, how },
      range: units.length ? [Math.min(...units), Math.max(...units)] : null,
      rounds: units.length,
      oursOver: ratios.length ? median(ratios) : null,
      gflops: done === null ? null : done / 1e9,
      roofline: done === null || !limit ? null : done / limit,
      ...(said && { note: said }),
    };
  });
}

const digits = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : digits(value);
const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${Math.round(100 * value)}%`;

/** One line for each workload, with numbered notes below the table. */
export function reportTable(rows: readonly ReportRow[]): string {
  const engines = ENGINES.filter((name) => rows.some(({ engine }) => engine === name));
  const others = engines.filter((name) => name !== 'ours');
  const notes: string[] = [];
  const mark = (note: string | undefined): string => {
    if (!note) return '';
    if (!notes.includes(note)) notes.push(note);
    return ` [${notes.indexOf(note) + 1}]`;
  };
  const lines = [...new Set(rows.map(({ model, phase }) => `${model}\n${phase}`))].map((key) => {
    const of = new Map(rows.filter(({ model, phase }) => `${model}\n${phase}` === key).map((row) => [row.engine, row]));
    const [{ model, phase, batch }] = [...of.values()] as [ReportRow];
    return [
      ...[model, phase, String(batch)],
      ...engines.map((name) => figure(of.get(name)?.perSecond) + mark(of.get(name)?.note)),
      ...others.map((name) => figure(of.get(name)?.oursOver)),
      ...[figure(of.get('ours')?.gflops), percent(of.get('ours')?.roofline)],
    ];
  });
  const head = [
    ...['model', 'phase', 'batch', ...engines],
    ...[...others.map((name) => `ours ÷ ${name}`), 'ours, GFLOP/s', 'of its product'],
  ];
  const ways = engines.map((name) => `${name}: ${rows.find(({ engine, how }) => engine === name && how)?.how ?? '–'}`);
  return [markdown(head, lines), '', `${ways.join('. ')}.`, ...notes.map((note, i) => `[${i + 1}] ${note}`)].join('\n');
}

/** Columns as wide as their cells: words aligned left, figures right. */
function markdown(head: string[], lines: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]!.length)));
  const text = (cells: string[]) =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [text(head), rule, ...lines.map(text)].join('\n');
}
