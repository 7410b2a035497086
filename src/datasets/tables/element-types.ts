/** Decodes numbers of every width and byte order found in IDX, NPY and MAT files. */

/** Kind (boolean, unsigned, signed, floating) and width in bytes. */
export type ElementType = 'b1' | 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4' | 'u8' | 'i8' | 'f2' | 'f4' | 'f8';

/** The largest 32-bit float: values are stored as such. */
export const MAX_FLOAT = 3.4028234663852886e38;

export const byteWidth = (type: ElementType): number => Number(type[1]);

/** Half precision (IEEE 754 binary16) from its 16 bits. */
export function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

/**
 * Views or copies bytes as numbers; 64-bit integers become doubles.
 * @param bytes whole elements; their byte order is reversed in place where the file is big-endian
 */
export function decodeElements(bytes: Uint8Array, type: ElementType, littleEndian: boolean): ArrayLike<number> {
  const width = byteWidth(type);
  if (width === 1) return type === 'i1' ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
  const aligned = bytes.byteOffset % width ? bytes.slice() : bytes;
  const { buffer, byteOffset } = aligned;
  const length = Math.floor(aligned.length / width);
  if (!littleEndian) for (let i = 0; i < length * width; i += width) aligned.subarray(i, i + width).reverse();
  switch (type) {
    case 'u2':
      return new Uint16Array(buffer, byteOffset, length);
    case 'i2':
      return new Int16Array(buffer, byteOffset, length);
    case 'u4':
      return new Uint32Array(buffer, byteOffset, length);
    case 'i4':
      return new Int32Array(buffer, byteOffset, length);
    case 'u8':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, length), Number);
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, length), Number);
    case 'f2':
      return Float32Array.from(new Uint16Array(buffer, byteOffset, length), decodeFloat16);
    case 'f4':
      return new Float32Array(buffer, byteOffset, length);
    default:
      return new Float64Array(buffer, byteOffset, length);
  }
}
