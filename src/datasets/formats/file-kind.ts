/** What a file is, by its first bytes; its name helps only where the bytes leave it open. */
import { Problem } from '../../protocol/problem.ts';
import { baseName, type FileEntry } from '../containers/file-entry.ts';
import { detectSeparator } from '../tables/text-rows.ts';

/**
 * text: words rather than rows (a readme, a list of names); raw: bytes without a header.
 */
export type FileKind = 'idx' | 'npy' | 'mat' | 'parquet' | 'cifar' | 'tar' | 'zip' | 'image' | 'table' | 'text' | 'raw';

/** Bytes that are looked at: four of CIFAR's records. */
export const SNIFF_BYTES = 4 * 3074;

const IMAGE_NAME = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;
export const hasImageExtension = (path: string): boolean => IMAGE_NAME.test(path);

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (one) => String.fromCharCode(one)).join('');

const startsWith = (start: Uint8Array, mark: readonly number[]): boolean => mark.every((one, i) => start[i] === one);

export function hasImageSignature(start: Uint8Array): boolean {
  const text = latin1(start.subarray(0, 16));
  return (
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    text.startsWith('\xff\xd8\xff') ||
    text.startsWith('GIF8') ||
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    text.slice(4, 12) === 'ftypavif'
  );
}

/** Sound files of kinds that are not read here, and what to do about them. */
const UNSUPPORTED: [pattern: RegExp, kind: string, remedy: string][] = [
  [/^\x89HDF/, 'an HDF5 file (MATLAB 7.3 or h5py)', 'Save it as MAT version 7 or as NPZ.'],
  [/^7z\xbc\xaf/, 'a 7z archive', 'Unpack it and drop the folder.'],
  [/^Rar!/, 'a RAR archive', 'Unpack it and drop the folder.'],
  [/^\xfd7zXZ/, 'an xz archive', 'Unpack it and drop what is inside.'],
  [/^BZh[1-9]/, 'a bzip2 archive', 'Unpack it and drop what is inside.'],
  [/^\x28\xb5\x2f\xfd/, 'a Zstandard archive', 'Unpack it and drop what is inside.'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF image', 'Convert it to PNG.'],
  [/^%PDF/, 'a PDF', 'Drop images or a table.'],
  [/^TFRecord|^ARROW1/, 'an Arrow file', 'Save it as Parquet.'],
];

/** @throws Problem where the file is broken at first sight, or of a kind that is not read here */
export function detectKind(entry: FileEntry, start: Uint8Array): FileKind {
  const { path } = entry;
  if (!start.length) throw new Problem('bad-file', `“${path}” is empty.`, 'Download it again.');
  const text = latin1(start.subarray(0, 512));
  if (text.startsWith('version https://git-lfs'))
    throw new Problem(
      'bad-file',
      `“${path}” is only a Git LFS pointer (${start.length} bytes), not the file that it stands for.`,
      'Fetch the file itself (git lfs pull), or download it from the data set’s own page.',
    );
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    throw new Problem(
      'bad-file',
      `“${path}” is a web page, not data: probably an error page that was saved in its place.`,
      'Download it again.',
    );
  if (startsWith(start, [80, 75, 3, 4]) || startsWith(start, [80, 75, 5, 6])) return 'zip';
  if (hasImageSignature(start)) return 'image';
  if (text.startsWith('\x93NUMPY')) return 'npy';
  if (text.startsWith('MATLAB 5.0 MAT-file')) return 'mat';
  if (text.startsWith('PAR1')) return 'parquet';
  if (hasIdxHeader(start)) return 'idx';
  if (text.slice(257, 262) === 'ustar') return 'tar';
  if (start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5)
    throw new Problem(
      'unsupported',
      `“${path}” is a Python pickle, which cannot be read here.`,
      'Take the binary version of the data set, or save it as NPZ.',
    );
  for (const [pattern, kind, remedy] of UNSUPPORTED)
    if (pattern.test(text))
      throw new Problem('unsupported', `“${path}” is ${kind}, which cannot be read here.`, remedy);
  if (hasImageExtension(path)) return 'image';
  if (isText(start)) return detectSeparator(start) ? 'table' : 'text';
  if (looksLikeCifar(entry, start)) return 'cifar';
  return 'raw';
}

/** UTF-8 without control characters, but for a character cut in two at the end. */
function isText(start: Uint8Array): boolean {
  if (start.some((one) => one < 9 || (one > 13 && one < 32 && one !== 27))) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    // Latin-1 tables exist; binary data without a single control character hardly does.
    return start.length > 256;
  }
}

/** Records of one or two label bytes and 32 × 32 × 3 pixels. */
function looksLikeCifar(entry: FileEntry, start: Uint8Array): boolean {
  if (/(data|test)_batch.*\.bin|^(train|test)\.bin/i.test(baseName(entry.path))) return true;
  return cifarRecordLength(entry.size, start) !== undefined;
}

/** 3073 for CIFAR-10, 3074 for CIFAR-100, by length and the labels of the first records. */
export function cifarRecordLength(size: number, start: Uint8Array): 3073 | 3074 | undefined {
  const fits = (record: number, sound: (at: number) => boolean): boolean => {
    if (!size || size % record) return false;
    for (let at = 0; at + record <= start.length; at += record) if (!sound(at)) return false;
    return true;
  };
  if (fits(3073, (at) => start[at]! < 10)) return 3073;
  if (fits(3074, (at) => start[at]! < 20 && start[at + 1]! < 100)) return 3074;
  return undefined;
}

/** IDX: two zero bytes, a known type of values, one to four axes and their sizes. */
export function hasIdxHeader(start: Uint8Array): boolean {
  const [a, b, type = 0, axes = 0] = start;
  const known = [8, 9, 11, 12, 13, 14].includes(type);
  return a === 0 && b === 0 && known && axes >= 1 && axes <= 4 && start.length >= 4 + 4 * axes;
}
