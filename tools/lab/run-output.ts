/**
 * The files of a run in its folder: `events.jsonl`, a line per event, `results.csv`, at the end `comparisons.csv` with
 * every measure, where there is more than one arm, and `luck.csv` with the random arms of the luck band, where there are some.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { pairsTable } from '../../src/metrics/comparison/pairwise.ts';
import { tableCsv } from '../../src/metrics/csv.ts';
import { fileTable, provenanceOf } from '../../src/metrics/provenance.ts';
import { resultsCsv } from '../../src/metrics/results.ts';
import { luckStatement } from '../../src/metrics/comparison/luck-statement.ts';
import { luckTable } from '../../src/metrics/curves/luck-band.ts';
import { statementText, statements } from '../../src/metrics/comparison/statements.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { measures } from '../../src/measuring/index.ts';
import type { MeasureInfo } from '../../src/protocol/measure-info.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { Spec } from '../../src/protocol/spec.ts';

/** Minimum milliseconds between two writings of the table, each of which writes all of it. */
const TABLE_INTERVAL_MS = 2000;

const infos = measures.map(({ about }) => about);

export class RunOutput {
  /** The log of this run from an earlier call; undefined for a new run. */
  readonly resumedLog: LogEvent[] | undefined;
  private readonly events: string;
  private readonly table: string;
  private readonly comparisons: string;
  private readonly luck: string;
  private log: LogEvent[] = [];
  private pendingWrite = 0;

  /** @throws Problem for a folder that cannot be written to or holds another run */
  constructor(folder: string, spec: Spec) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new Problem('bad-file', `The folder ${folder} cannot be made: ${(error as Error).message}.`);
    }
    this.events = join(folder, 'events.jsonl');
    this.table = join(folder, 'results.csv');
    this.comparisons = join(folder, 'comparisons.csv');
    this.luck = join(folder, 'luck.csv');
    this.resumedLog = this.readPast(spec);
    if (this.resumedLog) this.log = this.resumedLog;
  }

  get finished(): boolean {
    return this.log.at(-1)?.type === 'finished';
  }

  /** @param log the log so far: that of an earlier call, or the first event */
  begin(log: LogEvent[]): void {
    this.log = log;
    replace(this.events, serialiseLog(log));
    this.writeTables();
  }

  /** After a killed process only the last line can be incomplete. */
  append(events: LogEvent[]): void {
    this.log.push(...events);
    appendFileSync(this.events, serialiseLog(events));
    if (Date.now() - this.pendingWrite > TABLE_INTERVAL_MS) this.writeTables();
  }

  finish(): void {
    this.writeTables();
    const table = tableOf(this.log);
    if (table?.luck.length) replace(this.luck, tableCsv(fileTable(luckTable(table), provenanceOf(this.log))));
    if (table && table.arms.length > 1) {
      const pairs = fileTable(pairsTable(table, infos), provenanceOf(this.log));
      replace(this.comparisons, tableCsv(pairs));
    }
  }

  /** Differences of the arms in a measure, one sentence each. */
  statements(measure: MeasureInfo): string[] {
    const table = tableOf(this.log);
    if (!table) return [];
    const luck = luckStatement(table, measure);
    return [...statements(table, measure), ...(luck ? [luck] : [])].map(statementText);
  }

  private writeTables(): void {
    replace(this.table, resultsCsv(this.log));
    this.pendingWrite = Date.now();
  }

  private readPast(spec: Spec): LogEvent[] | undefined {
    if (!existsSync(this.events)) return undefined;
    const text = readFileSync(this.events, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole === '') return undefined;
    const past = parseLog(whole, this.events);
    const [first] = past;
    if (first?.type === 'started' && JSON.stringify(first.spec) === JSON.stringify(spec)) return past;
    throw new Problem(
      'unfit',
      `${this.events} is the log of another spec.`,
      'Give --out another folder, or move that file away.',
    );
  }
}

/** Writes a temporary file and renames it, so that the named file is always complete. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}
