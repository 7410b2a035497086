/** CRC-32 as in zip and gzip (polynomial 0xEDB88320, reflected), and CRC-32C (Castagnoli, 0x82F63B78) as in TFRecords. */
const tableOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? polynomial ^ (c >>> 1) : c >>> 1;
    return c;
  });

const ZIP = tableOf(0xedb88320);
const CASTAGNOLI = tableOf(0x82f63b78);

function checksum(table: Uint32Array, bytes: Uint8Array, before: number): number {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = table[(c ^ bytes[i]!) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}

/** @param before the checksum of the preceding bytes */
export const crc32 = (bytes: Uint8Array, before = 0): number => checksum(ZIP, bytes, before);

export const crc32c = (bytes: Uint8Array): number => checksum(CASTAGNOLI, bytes, 0);
