/** The id of an imported data set: the same files read in the same way give the same id on every machine. */
import { valuesOf } from '../../protocol/import/import-choices.ts';
import type { InputFile } from '../../protocol/import/import-preview.ts';
import { throwIfAborted } from '../../protocol/problem.ts';
import { baseName, chunksOf, entryOf, readRange } from '../containers/file-entry.ts';
import type { SampleSource } from '../sources/sample-source.ts';

/** To be raised when a reader changes its result for the same files. Data sets stored before keep their ids. */
const READER_VERSION = 2;
/** Files up to this size are read whole, several at a time; larger ones in blocks. */
const MAX_WHOLE_BYTES = 2 ** 22;
/** Files being read at a time: opening one takes longer than reading it. */
const MAX_CONCURRENT_READS = 64;
const ID_DIGITS = 24;

/**
 * xxHash128 of format, shape, choices and all bytes of all files, as 24 hexadecimal digits. It needs no secure context, as
 * `crypto.subtle` does, and 60,000 images take seconds.
 * @param files as dropped, in any order; their folders are hashed for images only, whose classes they are
 * @throws Problem `bad-file` where a file can no longer be read, `cancelled`
 */
export async function digestOf(
  source: SampleSource,
  files: readonly InputFile[],
  signal?: AbortSignal,
): Promise<string> {
  const { createXXHash128 } = await import('hash-wasm');
  const hash = await createXXHash128();
  const encoder = new TextEncoder();
  const choices = sorted(valuesOf(source.findings.choices));
  hash.update(encoder.encode(JSON.stringify([READER_VERSION, source.format, source.shape, choices])));
  const used = new Set(source.entries.map((entry) => entry.archive ?? entry.path));
  const named = files
    .filter(({ path }) => used.has(path))
    .map(({ path, file }) => ({ path, file, name: source.names ? path : baseName(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.path < b.path ? -1 : 1));
  for await (const { name, file, content } of readAhead(named, signal)) {
    // The length separates a file's bytes from the next one's name.
    hash.update(encoder.encode(JSON.stringify([name, file.size])));
    for await (const bytes of content) hash.update(bytes);
  }
  return hash.digest('hex').slice(0, ID_DIGITS);
}

interface NamedFile extends InputFile {
  name: string;
}

type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The files in their order with their bytes, of which those of small files are read before they are needed. */
async function* readAhead(
  files: readonly NamedFile[],
  signal: AbortSignal | undefined,
): AsyncGenerator<NamedFile & { content: Content }> {
  const reading: Promise<Content>[] = [];
  const begin = async ({ path, file }: NamedFile): Promise<Content> => {
    const entry = entryOf(path, file);
    return file.size <= MAX_WHOLE_BYTES ? [await readRange(entry, 0, file.size)] : chunksOf(entry, signal);
  };
  for (const [at, file] of files.entries()) {
    throwIfAborted(signal);
    for (const next of files.slice(at + reading.length, at + MAX_CONCURRENT_READS)) {
      const content = begin(next);
      // A failure is reported when its turn comes.
      content.catch(() => undefined);
      reading.push(content);
    }
    yield { ...file, content: await reading.shift()! };
  }
}

/** All choices but the name, in a fixed order; repeated samples that are kept are no choice, as before there was one. */
const sorted = (choices: object): unknown =>
  Object.entries(choices)
    .filter(([key, value]) => key !== 'name' && value !== undefined && !(key === 'repeats' && value === 'keep'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
