/** The header of IDX files: two zero bytes, the type of values, the number of axes, and their sizes (big-endian). */
import type { ElementType } from '../../tables/element-types.ts';

export const IDX_TYPES: Readonly<Record<number, ElementType>> = {
  8: 'u1',
  9: 'i1',
  11: 'i2',
  12: 'i4',
  13: 'f4',
  14: 'f8',
};

/** Whether bytes begin with a whole header of one to four axes. */
export function hasIdxHeader(head: Uint8Array): boolean {
  const [a, b, type = 0, axes = 0] = head;
  return a === 0 && b === 0 && type in IDX_TYPES && axes >= 1 && axes <= 4 && head.length >= 4 + 4 * axes;
}
