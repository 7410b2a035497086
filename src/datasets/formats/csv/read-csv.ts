/** Reads text tables in the dialect that their first file has. */
import type { FileEntry } from '../../containers/file-entry.ts';
import { FindingsList } from '../../sources/findings.ts';
import type { ReadOptions, SampleSource } from '../../sources/sample-source.ts';
import { detectDialect, offerDialect } from '../../tables/dialect.ts';
import { readRows } from '../../tables/text-rows.ts';
import { openTextTable } from '../../tables/text-table.ts';

/** @throws Problem `bad-file`, `unfit` */
export async function openCsv(entries: readonly FileEntry[], opening: ReadOptions): Promise<SampleSource> {
  const { choices, signal } = opening;
  const dialect = await detectDialect(entries[0]!, choices, signal);
  const source = await openTextTable(entries, opening, {
    title: 'CSV',
    readRows: (entry, stop) => readRows(entry, dialect, stop),
    decimal: dialect.decimal,
  });
  const findings = new FindingsList();
  offerDialect(findings, dialect);
  findings.include(source.findings);
  return { ...source, findings };
}
