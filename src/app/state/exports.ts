/** Exports of results, log and spec as files, and reading of spec and log files. */
import { parseLog, serialiseLog } from '../../protocol/log/log-file.ts';
import { pairsCsv } from '../../metrics/comparison/pairwise.ts';
import { resultsCsv } from '../../metrics/results.ts';
import { tableOf } from '../../metrics/step-table.ts';
import type { LogEvent } from '../../protocol/events.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import { Problem } from '../../protocol/problem.ts';
import { parseSpec, parseSpecText, type Spec } from '../../protocol/spec.ts';
import { download, safeFileName } from './downloads.ts';

interface ExportedRun {
  info: { name: string } | undefined;
  log: LogEvent[];
}

const fileNameOf = (shown: ExportedRun) => safeFileName(shown.info?.name ?? 'run');

export async function exportResults(shown: ExportedRun): Promise<void> {
  download(`${fileNameOf(shown)}-results.csv`, 'text/csv', resultsCsv(shown.log));
}

export async function exportComparisons(shown: ExportedRun, measures: readonly MeasureInfo[]): Promise<void> {
  const table = tableOf(shown.log);
  if (table) download(`${fileNameOf(shown)}-comparisons.csv`, 'text/csv', pairsCsv(table, measures));
}

export async function exportLog(shown: ExportedRun): Promise<void> {
  download(`${fileNameOf(shown)}-events.jsonl`, 'application/jsonl', serialiseLog(shown.log));
}

export async function exportSpec(spec: Spec): Promise<void> {
  download(
    `${safeFileName(spec.name ?? 'experiment')}-spec.json`,
    'application/json',
    `${JSON.stringify(spec, null, 2)}\n`,
  );
}

export type ImportedDocument = { kind: 'spec'; spec: Spec } | { kind: 'log'; log: LogEvent[] };

/**
 * Reads a spec or a log; a log's first line is an event.
 * @throws Problem `bad-spec` or `bad-file` where it is neither
 */
export function readDocument(text: string, name: string): ImportedDocument {
  const end = text.indexOf('\n');
  const first = parse(end < 0 ? text : text.slice(0, end));
  if (isObject(first) && 'type' in first) return { kind: 'log', log: parseLog(text, name) };
  const whole = parse(text);
  if (isObject(whole) && !('version' in whole))
    throw new Problem(
      'bad-file',
      `“${name}” is neither a spec nor a log.`,
      'Specs and logs come from the Export menu.',
    );
  return { kind: 'spec', spec: whole === undefined ? parseSpecText(text) : parseSpec(whole) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
