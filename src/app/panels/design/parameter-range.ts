/** A described parameter's range, in words and as a check. */
import type { ParameterInfo } from '../../../protocol/parameters.ts';

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

/** What is wrong with a number for this parameter. */
export function rangeError(one: ParameterInfo, value: number | undefined): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return 'This must be a number.';
  if (one.kind === 'integer' && !Number.isInteger(value)) return 'This must be a whole number.';
  if (one.min !== undefined && value < one.min) return `This must be at least ${one.min}.`;
  if (one.max !== undefined && value > one.max) return `This must be at most ${one.max}.`;
  return undefined;
}
