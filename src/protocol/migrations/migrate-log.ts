/** Converts logs of earlier formats, from a file or from storage, to the current one. */
import { LOG_FORMAT, type LogEvent } from '../events.ts';
import { migrateLog1To2 } from './log-1-to-2.ts';
import { migrateLog2To3 } from './log-2-to-3.ts';
import { isRawFields, type RawFields } from './raw-fields.ts';

/** migrations[n] converts an event of format n + 1 to format n + 2. */
const migrations: readonly ((event: RawFields) => RawFields)[] = [migrateLog1To2, migrateLog2To3];

/** The format of the log that begins with this event; the current one where it is not the beginning of a log. */
export function logFormatOf(first: unknown): number {
  if (!isRawFields(first) || first['type'] !== 'started') return LOG_FORMAT;
  return typeof first['format'] === 'number' ? first['format'] : 1;
}

/** @returns as many events in the same order; values that are not events are unchanged, and the validation refuses them */
export function migrateLog(events: readonly unknown[]): unknown[] {
  const pending = migrations.slice(logFormatOf(events[0]) - 1, LOG_FORMAT - 1);
  return pending.reduce<unknown[]>(
    (log, migrate) => log.map((event) => (isRawFields(event) ? migrate(event) : event)),
    [...events],
  );
}

/** The same for a log that was validated before it was stored. */
export const migrateStoredLog = (events: readonly unknown[]): LogEvent[] => migrateLog(events) as LogEvent[];
