/** Events and specs before validation: objects of unknown fields. */
export type RawFields = Record<string, unknown>;

export const isRawFields = (value: unknown): value is RawFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Renames fields without changing their order; absent fields stay absent. */
export const renamed = (fields: RawFields, names: Record<string, string>): RawFields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
