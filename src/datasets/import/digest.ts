/** The id of an imported data set: the same files read in the same way give the same id on every machine. */
import { valuesOf } from '../../protocol/import-choices.ts';
import type { InputFile } from '../../protocol/import-preview.ts';
import { throwIfAborted } from '../../protocol/problem.ts';
import { baseName } from '../containers/file-entry.ts';
import type { SampleSource } from '../sources/sample-source.ts';

/** To be raised when a reader changes its result for the same files. */
const READER_VERSION = 1;
/** Files up to this size are hashed whole; of larger ones this number of pieces, including both ends. */
const MAX_WHOLE_BYTES = 2 ** 26;
const SAMPLED_BYTES = 2 ** 16;
const SAMPLED_COUNT = 64;
/** Up to this number of files all contents are hashed; of more, the names and sizes of all and the contents of some. */
const MAX_HASHED_FILES = 256;

const sha256 = async (bytes: Uint8Array | ArrayBuffer): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));

const hex = (bytes: Uint8Array): string => Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('');

async function contentOf(file: Blob): Promise<string> {
  const sums: string[] = [];
  const step = file.size <= MAX_WHOLE_BYTES ? 2 ** 22 : (file.size - SAMPLED_BYTES) / (SAMPLED_COUNT - 1);
  const length = file.size <= MAX_WHOLE_BYTES ? step : SAMPLED_BYTES;
  for (let from = 0; from < file.size; from += step) {
    const at = Math.floor(from);
    sums.push(hex(await sha256(await file.slice(at, at + length).arrayBuffer())));
  }
  return sums.join('');
}

/**
 * SHA-256 of format, shape, choices and contents, as 24 hexadecimal digits.
 * @param files as dropped; their folders are hashed for images only, whose classes they are
 */
export async function digestOf(
  source: SampleSource,
  files: readonly InputFile[],
  signal?: AbortSignal,
): Promise<string> {
  const used = new Set(source.entries.map((entry) => entry.archive ?? entry.path));
  const mine = files.filter(({ path }) => used.has(path));
  const lines: string[] = [];
  const step = Math.max(1, Math.floor(mine.length / MAX_HASHED_FILES));
  for (const [index, { path, file }] of mine.entries()) {
    throwIfAborted(signal);
    lines.push(`${source.names ? path : baseName(path)} ${file.size} ${index % step ? '' : await contentOf(file)}`);
  }
  const text = JSON.stringify([
    READER_VERSION,
    source.format,
    source.shape,
    sorted(valuesOf(source.findings.choices)),
    lines.sort(),
  ]);
  return hex(await sha256(new TextEncoder().encode(text))).slice(0, 24);
}

/** All choices but the name, in a fixed order. */
const sorted = (choices: object): unknown =>
  Object.entries(choices)
    .filter(([key, value]) => key !== 'name' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
