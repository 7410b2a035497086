/** Where a table comes from: its run, data, program and backend, as columns that follow the table's own. */
import type { LogEvent } from '../protocol/events.ts';
import { fileColumn, type FigureTable } from './csv.ts';

export interface Provenance {
  /** Name of the run, or of its data where it has none. */
  run: string;
  data: string;
  /** Digest of the data set's samples and labels, or the recipe that generates it. */
  dataId: string;
  seeds: readonly number[];
  /** Version of the program that began the run. */
  version: string;
  /** Every backend and adapter that computed a part of it, in order. */
  backends: readonly string[];
}

/** @param name of the run, where the visitor has renamed it. @returns undefined for an empty log */
export function provenanceOf(log: readonly LogEvent[], name?: string): Provenance | undefined {
  const [started] = log;
  if (started?.type !== 'started') return undefined;
  const { spec, dataset, version, backend } = started;
  const later = log.flatMap((event) => (event.type === 'backend-changed' ? [event.backend] : []));
  const backends = [backend, ...later].map(({ name: used, adapter }) => (adapter ? `${used} (${adapter})` : used));
  return {
    run: name ?? spec.name ?? dataset.name,
    data: dataset.name,
    dataId: dataset.id,
    seeds: spec.seeds,
    version,
    backends: [...new Set(backends)],
  };
}

const columns = ['run', 'data', 'data_id', 'seed_list', 'program_version', 'backend'];

/** The table with six more columns, the same in every row, so that a file says by itself what it is of. */
export function withProvenance(table: FigureTable, provenance: Provenance | undefined): FigureTable {
  if (!provenance) return table;
  const { run, data, dataId, seeds, version, backends } = provenance;
  const cells = [run, data, dataId, seeds.join(' '), version, backends.join('; ')];
  return { columns: [...table.columns, ...columns], rows: table.rows.map((row) => [...row, ...cells]) };
}

/** A figure's table as it is saved: columns in the form that scripts like, then what it is of. */
export const fileTable = ({ columns: titles, rows }: FigureTable, provenance: Provenance | undefined): FigureTable =>
  withProvenance({ columns: titles.map(fileColumn), rows }, provenance);

/** One line under an exported drawing. */
export const provenanceLine = ({ run, data, seeds, version, backends }: Provenance): string =>
  [
    run,
    ...(data === run ? [] : [data]),
    `${seeds.length === 1 ? 'seed' : 'seeds'} ${seedText(seeds)}`,
    `Querent ${version}, ${backends.join('; ')}`,
  ].join(' · ');

/** `1–10` for seeds in a row. */
const seedText = (seeds: readonly number[]): string => {
  const inRow = seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0]! + i);
  return inRow ? `${seeds[0]}–${seeds.at(-1)}` : seeds.join(', ');
};
