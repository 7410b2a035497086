/** An event before validation: an object of unknown fields. */
export type RawEvent = Record<string, unknown>;

export const isRawEvent = (value: unknown): value is RawEvent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
