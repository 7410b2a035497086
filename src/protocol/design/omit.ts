/** A copy without one field: optional fields of a spec are absent, never undefined. */
export function omit<T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> {
  const copy = { ...value };
  delete copy[field];
  return copy;
}
