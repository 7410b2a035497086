/** A copy of a document without one of its fields: an optional field of a spec is absent, never undefined. */
export function omit<T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> {
  const copy = { ...value };
  delete copy[field];
  return copy;
}
