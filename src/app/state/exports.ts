/** Exports of results, log and spec as files. */
import { logBlob } from '../../protocol/log/log-file.ts';
import { pairsCsv } from '../../metrics/comparison/pairwise.ts';
import { resultsCsv } from '../../metrics/results.ts';
import { tableOf } from '../../metrics/step-table.ts';
import type { LogEvent } from '../../protocol/events.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Spec } from '../../protocol/spec.ts';
import { CSV, download, safeFileName } from './downloads.ts';

interface ExportedRun {
  info: { name: string } | undefined;
  log: LogEvent[];
}

const fileNameOf = (shown: ExportedRun) => safeFileName(shown.info?.name ?? 'run');

export async function exportResults(shown: ExportedRun): Promise<void> {
  download(`${fileNameOf(shown)}-results.csv`, CSV, resultsCsv(shown.log));
}

export async function exportComparisons(shown: ExportedRun, measures: readonly MeasureInfo[]): Promise<void> {
  const table = tableOf(shown.log);
  if (table) download(`${fileNameOf(shown)}-comparisons.csv`, CSV, pairsCsv(table, measures));
}

export async function exportLog(shown: ExportedRun): Promise<void> {
  download(`${fileNameOf(shown)}-events.jsonl`, 'application/jsonl', logBlob(shown.log));
}

export async function exportSpec(spec: Spec): Promise<void> {
  download(
    `${safeFileName(spec.name ?? 'experiment')}-spec.json`,
    'application/json',
    `${JSON.stringify(spec, null, 2)}\n`,
  );
}
