/**
 * Zip archives by their central directory (PKWARE APPNOTE 6.3, sections 4.3 to 4.5): members are unpacked when they are
 * read, the archive is never in memory as a whole, and the sizes that the directory claims are checked against limits first.
 */
import { Problem } from '../../protocol/problem.ts';
import { readRange, type FileEntry } from './file-entry.ts';
import { plural } from '../plural.ts';
import { decodeNames, type NameEncoding, type RawName } from './member-names.ts';
import { memberEntry, WindowedReader, type ZipMember } from './zip-member.ts';

const MAX_ENTRIES = 2_000_000;
const MAX_DIRECTORY = 512 * 2 ** 20;
/** An archive with a higher ratio that unpacks to more than this many bytes is a zip bomb. */
const MAX_COMPRESSION_RATIO = 100;
const MIN_BOMB_BYTES = 256 * 2 ** 20;
const damaged = (path: string, fault: string): Problem =>
  new Problem('bad-file', `“${path}” is a damaged archive: ${fault}.`, 'Download it again.');

/** Whether a file begins with a local header or, in an empty archive, with the end record. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

export interface Unzipped {
  /** In the directory's order, with paths below the archive's own. */
  members: FileEntry[];
  /** How the names were read, where they are not UTF-8. */
  encoding: NameEncoding | undefined;
}

/**
 * The files inside.
 * @param nameEncoding of names that are not UTF-8; guessed where absent
 * @throws Problem `bad-file`, `unsupported`, `unfit` at an unknown encoding
 */
export async function unzip(archive: FileEntry, nameEncoding?: string): Promise<Unzipped> {
  const { members, encoding } = parseDirectory(archive.path, await readDirectory(archive), nameEncoding);
  checkDirectory(archive, members);
  const file = new WindowedReader(archive);
  return { members: members.map((member) => memberEntry(file, member)), encoding };
}

interface Directory {
  bytes: Uint8Array;
  entries: number;
}

/** Finds the end record, the 64-bit one where there is one, and reads the directory that it points to. */
async function readDirectory(archive: FileEntry): Promise<Directory> {
  const { path, size } = archive;
  const from = Math.max(0, size - 65_557);
  const tail = await readRange(archive, from, size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let at = tail.length - 22;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0)
    throw new Problem(
      'bad-file',
      `“${path}” is truncated: the archive ends before its directory does.`,
      'Download it again.',
    );
  let entries = view.getUint16(at + 10, true);
  let length = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  if (entries === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) throw damaged(path, 'its 64-bit directory is missing');
    const end = Number(view.getBigUint64(at - 12, true));
    const wide = await readRange(archive, end, end + 56);
    const record = new DataView(wide.buffer, wide.byteOffset, wide.length);
    if (wide.length < 56 || record.getUint32(0, true) !== 0x06064b50)
      throw damaged(path, 'its 64-bit directory is missing');
    entries = Number(record.getBigUint64(32, true));
    length = Number(record.getBigUint64(40, true));
    start = Number(record.getBigUint64(48, true));
  }
  if (start + length > size) throw damaged(path, 'its directory lies outside of it');
  if (entries > MAX_ENTRIES || length > MAX_DIRECTORY || entries * 46 > length)
    throw damaged(path, `its directory claims ${entries.toLocaleString('en')} files`);
  return { bytes: await readRange(archive, start, start + length), entries };
}

function parseDirectory(
  path: string,
  { bytes, entries }: Directory,
  nameEncoding: string | undefined,
): { members: ZipMember[]; encoding: NameEncoding | undefined } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: { at: number; raw: RawName }[] = [];
  for (let at = 0, i = 0; i < entries; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(path, 'its directory is broken');
    const [nameLength = 0, extraLength = 0, noteLength = 0] = [28, 30, 32].map((from) =>
      view.getUint16(at + from, true),
    );
    const extraStart = at + 46 + nameLength;
    const end = extraStart + extraLength + noteLength;
    if (end > bytes.length) throw damaged(path, 'its directory is broken');
    const raw: RawName = {
      bytes: bytes.subarray(at + 46, extraStart),
      flags: view.getUint16(at + 8, true),
      extra: bytes.subarray(extraStart, extraStart + extraLength),
    };
    found.push({ at, raw });
    at = end;
  }
  const decoded = decodeNames(
    found.map(({ raw }) => raw),
    nameEncoding,
  );
  const names = decoded.names.map((name) => safeName(path, name));
  const members = found
    .map(({ at, raw }, i) => memberAt(path, view, { at, raw, name: names[i]! }))
    .filter(({ name }) => !name.endsWith('/'));
  return { members, encoding: decoded.encoding };
}

/** @throws Problem `unsupported` where the member is encrypted, or packed in a way that cannot be read */
function memberAt(
  path: string,
  view: DataView,
  { at, raw, name }: { at: number; raw: RawName; name: string },
): ZipMember {
  const member: ZipMember = {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    compressedSize: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  applyZip64(member, raw.extra);
  if (name.endsWith('/')) return member;
  if (raw.flags & 1) throw new Problem('unsupported', `“${path}” is encrypted.`, 'Unpack it and drop the folder.');
  if (member.method !== 0 && member.method !== 8)
    throw new Problem(
      'unsupported',
      `“${path}” is packed in a way (method ${member.method}) that cannot be read here.`,
      'Unpack it and drop the folder.',
    );
  return member;
}

function safeName(path: string, name: string): string {
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..') || name.includes('\0'))
    throw new Problem(
      'bad-file',
      `“${path}” holds the name “${name}”, which points outside of the archive.`,
      'Do not trust it: take the data from its own page.',
    );
  return name;
}

/** The 64-bit extra field (header id 1) holds size, packed size and offset where they do not fit into 32 bits. */
function applyZip64(member: ZipMember, extra: Uint8Array): void {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
    let field = at + 4;
    for (const key of ['size', 'compressedSize', 'offset'] as const)
      if (member[key] === 0xffffffff && field + 8 <= end) {
        member[key] = Number(view.getBigUint64(field, true));
        field += 8;
      }
  }
}

function checkDirectory({ path, size }: FileEntry, members: readonly ZipMember[]): void {
  const packed = members.reduce((sum, member) => sum + member.compressedSize, 0);
  const unpacked = members.reduce((sum, member) => sum + member.size, 0);
  if (packed > size || members.some((member) => member.offset + member.compressedSize > size))
    throw damaged(path, 'its files overlap or lie outside of it');
  const most = Math.max(packed, 1) * MAX_COMPRESSION_RATIO;
  if (unpacked > MIN_BOMB_BYTES && unpacked > most)
    throw new Problem(
      'bad-file',
      `“${path}” would unpack from ${plural(Math.ceil(size / 1e6), 'megabyte')} to ${(unpacked / 1e9).toFixed(1)} gigabytes: it is made to fill a disk, not to be read.`,
      'Do not trust it: take the data from its own page.',
    );
}
