/** Zip archives with names of any bytes, as old packers write them. */
import { crc32 } from '../../../src/datasets/containers/crc32.ts';
import type { Bytes } from './file-fixtures.ts';

export interface RawMember {
  name: Uint8Array;
  bytes: Uint8Array;
  /** General purpose bit flags: 0x800 for a name in UTF-8. */
  flags?: number;
  extra?: Uint8Array;
}

/** Stored, not packed. */
export function rawZip(members: readonly RawMember[]): Bytes {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  const sum = (all: readonly Uint8Array[]): number => all.reduce((total, { length }) => total + length, 0);
  for (const { name, bytes, flags = 0, extra = new Uint8Array() } of members) {
    const shared = numbers(
      [2, 20],
      [2, flags],
      [2, 0],
      [4, 0],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
    );
    const lengths = numbers([2, name.length], [2, extra.length]);
    const local = [numbers([4, 0x04034b50]), shared, lengths, name, extra, bytes];
    directory.push(numbers([4, 0x02014b50], [2, 20]), shared, lengths, numbers([2, 0], [2, 0], [2, 0], [4, 0]));
    directory.push(numbers([4, offset]), name, extra);
    parts.push(...local);
    offset += sum(local);
  }
  const count = members.length;
  const end = numbers([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, sum(directory)], [4, offset], [2, 0]);
  return Uint8Array.from([...parts, ...directory, end].flatMap((part) => [...part]));
}

/** The extra field of Info-ZIP with a name in UTF-8, and the checksum of the other name. */
export const unicodePath = (name: string, other: Uint8Array): Uint8Array => {
  const text = new TextEncoder().encode(name);
  return Uint8Array.from([...numbers([2, 0x7075], [2, text.length + 5], [1, 1], [4, crc32(other)]), ...text]);
};

/** Whole numbers, little-endian, of so many bytes each. */
const numbers = (...given: [bytes: number, value: number][]): Uint8Array =>
  Uint8Array.from(
    given.flatMap(([bytes, value]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255)),
  );
