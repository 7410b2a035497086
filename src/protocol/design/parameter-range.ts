/** The range of a described parameter: as text, and as a check of a value. */
import type { ParameterInfo } from '../parameters.ts';

/** "1 … 100, default 10". */
export function rangeText(one: ParameterInfo): string {
  if (one.kind !== 'number' && one.kind !== 'integer') return '';
  const ends =
    one.min !== undefined && one.max !== undefined
      ? `${one.min} … ${one.max}, `
      : one.min !== undefined
        ? `from ${one.min}, `
        : one.max !== undefined
          ? `up to ${one.max}, `
          : '';
  return `(${ends}default ${one.default})`;
}

/** The error of a number for this parameter; undefined where there is none. */
export function rangeError(one: ParameterInfo, value: number | undefined): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return 'This must be a number.';
  if (one.kind === 'integer' && !Number.isInteger(value)) return 'This must be a whole number.';
  if (one.min !== undefined && value < one.min) return `This must be at least ${one.min}.`;
  if (one.max !== undefined && value > one.max) return `This must be at most ${one.max}.`;
  return undefined;
}
