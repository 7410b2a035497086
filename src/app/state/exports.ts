/** Exports of results, log and spec as files. */
import { tableCsv, type FigureTable } from '../../metrics/csv.ts';
import { fileTable, provenanceOf, type Provenance } from '../../metrics/provenance.ts';
import { tableOf } from '../../metrics/step-table.ts';
import type { LogEvent } from '../../protocol/events.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { Spec } from '../../protocol/spec.ts';
import { CSV, download, safeFileName } from './downloads.ts';

interface ExportedRun {
  info: { name: string } | undefined;
  log: LogEvent[];
}

/** The table as CSV: its columns in the form that scripts like, then what it is of. */
export function exportTable(title: string, table: FigureTable, provenance: Provenance | undefined): void {
  download(exportName(title, 'csv', provenance), CSV, tableCsv(fileTable(table, provenance)));
}

/** The run's name first, so that files of two runs do not overwrite each other. */
export const exportName = (title: string, extension: string, provenance: Pick<Provenance, 'run'> | undefined): string =>
  `${provenance ? `${safeFileName(provenance.run)}-` : ''}${safeFileName(title)}.${extension}`;

const fileNameOf = (shown: ExportedRun) => safeFileName(shown.info?.name ?? 'run');

export async function exportResults(shown: ExportedRun): Promise<void> {
  const { resultsCsv } = await import('../../metrics/results.ts');
  download(`${fileNameOf(shown)}-results.csv`, CSV, resultsCsv(shown.log, shown.info?.name));
}

export async function exportComparisons(shown: ExportedRun, measures: readonly MeasureInfo[]): Promise<void> {
  const { pairsTable } = await import('../../metrics/comparison/pairwise.ts');
  const table = tableOf(shown.log);
  if (table) exportTable('comparisons', pairsTable(table, measures), provenanceOf(shown.log, shown.info?.name));
}

export async function exportLog(shown: ExportedRun): Promise<void> {
  const { logBlob } = await import('../../protocol/log/log-file.ts');
  download(`${fileNameOf(shown)}-events.jsonl`, 'application/jsonl', logBlob(shown.log));
}

export async function exportSpec(spec: Spec): Promise<void> {
  download(
    `${safeFileName(spec.name ?? 'experiment')}-spec.json`,
    'application/json',
    `${JSON.stringify(spec, null, 2)}\n`,
  );
}
