/** How many pages a TIFF has (TIFF 6.0, section 2: each directory points to the next). */

/** More directories than this are not counted. */
const MAX_DIRECTORIES = 65_536;
const NEW_SUBFILE_TYPE = 254;
/** Bit of NewSubfileType: a smaller version of another page, such as a thumbnail. */
const REDUCED = 1;
/** In bytes, of an entry of a directory: tag, type, count, value. */
const ENTRY = 12;

/** The directories that are no smaller versions of another page; directories in a circle count once. */
export function countTiffPages(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const littleEndian = bytes[0] === 0x49;
  const seen = new Set<number>();
  let pages = 0;
  let at = view.getUint32(4, littleEndian);
  while (at > 0 && at + 2 <= bytes.length && !seen.has(at) && seen.size < MAX_DIRECTORIES) {
    seen.add(at);
    const entries = view.getUint16(at, littleEndian);
    const end = at + 2 + ENTRY * entries;
    if (end + 4 > bytes.length) break;
    // Tags are in ascending order: this one is the first where it is there.
    const kind = entries > 0 && view.getUint16(at + 2, littleEndian) === NEW_SUBFILE_TYPE;
    if (!(kind && view.getUint32(at + 2 + 8, littleEndian) & REDUCED)) pages++;
    at = view.getUint32(end, littleEndian);
  }
  return pages;
}
