/** Converts specs of earlier versions, from a file, a link or a log, to the current one. */
import { isRawFields, type RawFields } from './raw-fields.ts';
import { migrateSpec1To2 } from './spec-1-to-2.ts';

/** migrations[n] converts a spec of version n + 1 to version n + 2. */
const migrations: readonly ((spec: RawFields) => RawFields)[] = [migrateSpec1To2];

/** The version that a spec says it has; undefined where it says none. */
export function specVersionOf(input: unknown): number | undefined {
  const version = isRawFields(input) ? input['version'] : undefined;
  return Number.isInteger(version) && Number(version) > 0 ? Number(version) : undefined;
}

/** @returns values without a version, or of a later one, unchanged: the validation refuses them */
export function migrateSpec(input: unknown): unknown {
  const version = specVersionOf(input);
  if (version === undefined) return input;
  return migrations.slice(version - 1).reduce((spec, migrate) => migrate(spec), input as RawFields);
}
