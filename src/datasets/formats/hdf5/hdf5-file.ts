/** The arrays of numbers in an HDF5 file, by h5wasm: the HDF5 library of the HDF Group as WebAssembly. */
import type { Dataset, File, Group } from 'h5wasm';
import { Problem } from '../../../protocol/problem.ts';
import { ByteReader } from '../../containers/byte-reader.ts';
import { readAll, withFileErrors, type FileEntry } from '../../containers/file-entry.ts';
import { samplesPerBlock } from '../../sources/blocks.ts';
import type { ElementType } from '../../tables/element-types.ts';
import type { NumericArray } from '../../tables/numeric-array.ts';

/** Files are held in the memory of the library. */
const MAX_BYTES = 1024 * 2 ** 20;
/** Deeper groups, and more arrays, are no data set. */
const MAX_DEPTH = 8;
const MAX_ARRAYS = 200;
const INTEGER = 0;
const FLOAT = 1;
const ENUM = 8;

let fileCount = 0;

export interface Hdf5Contents {
  arrays: NumericArray[];
  /** Names of what is no array of numbers: texts, compounds, references. */
  others: string[];
}

/** Sizes and types by file, for previews with other choices. */
const contentsCache = new WeakMap<FileEntry, Hdf5Contents>();
/** What the library has open: a copy of each file. Those of one data set only. */
const openFiles = new Map<FileEntry, Promise<File>>();

/**
 * @param entry one of the files of a data set; values of another one are read from a new copy
 * @throws Problem `bad-file` where the library cannot open the file
 */
export async function readHdf5(
  entry: FileEntry,
  entries: readonly FileEntry[],
  signal?: AbortSignal,
): Promise<Hdf5Contents> {
  const known = contentsCache.get(entry);
  if (known) return known;
  const contents: Hdf5Contents = { arrays: [], others: [] };
  try {
    collect(await openFile(entry, entries, signal), { entry, entries, path: '', depth: 0 }, contents);
  } catch (error) {
    await close(entry);
    throw error instanceof Problem ? error : damaged(entry);
  }
  contentsCache.set(entry, contents);
  return contents;
}

/** The file, open; all files but `entries` are closed. @throws Problem `bad-file` */
async function openFile(entry: FileEntry, entries: readonly FileEntry[], signal?: AbortSignal): Promise<File> {
  for (const other of openFiles.keys()) if (!entries.includes(other)) await close(other);
  let file = openFiles.get(entry);
  if (!file) {
    file = copyAndOpen(entry, signal);
    openFiles.set(entry, file);
    file.catch(() => openFiles.delete(entry));
  }
  return file;
}

async function close(entry: FileEntry): Promise<void> {
  const file = openFiles.get(entry);
  openFiles.delete(entry);
  await file?.then((one) => one.close()).catch(() => undefined);
}

async function copyAndOpen(entry: FileEntry, signal?: AbortSignal): Promise<File> {
  const bytes = await readAll(entry, MAX_BYTES, signal);
  const { default: h5wasm } = await import('h5wasm');
  const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm.ready;
  // Otherwise the library prints its faults and goes on.
  throwErrors();
  const name = `file-${++fileCount}.h5`;
  FS.writeFile(name, bytes);
  try {
    const file: File = new h5wasm.File(name, 'r');
    if (!file.file_id || file.file_id < 0n) throw new Error('not opened');
    return file;
  } catch {
    throw damaged(entry);
  } finally {
    // The library has the file open: its name is no longer needed.
    FS.unlink(name);
  }
}

const damaged = ({ path }: FileEntry): Problem =>
  new Problem(
    'bad-file',
    `“${path}” is an HDF5 file (h5py or MATLAB 7.3), but it is truncated or damaged.`,
    'Download it again, or save it as MAT version 7 or as NPZ.',
  );

interface Place {
  entry: FileEntry;
  /** All files of the data set. */
  entries: readonly FileEntry[];
  path: string;
  depth: number;
}

function collect(group: Group, { entry, entries, path, depth }: Place, contents: Hdf5Contents): void {
  for (const key of group.keys()) {
    // MATLAB's references, and private names.
    if (key.startsWith('#') || contents.arrays.length >= MAX_ARRAYS) continue;
    const item = group.get(key);
    const name = path ? `${path}/${key}` : key;
    if (isGroup(item)) {
      if (depth < MAX_DEPTH) collect(item, { entry, entries, path: name, depth: depth + 1 }, contents);
    } else if (item && 'shape' in item) {
      const array = arrayOf(item as Dataset, { entry, entries, path: name, depth });
      if (array) contents.arrays.push(array);
      else contents.others.push(name);
    }
  }
}

const isGroup = (item: unknown): item is Group =>
  !!item && typeof item === 'object' && 'keys' in item && 'paths' in item;

function arrayOf(dataset: Dataset, { entry, entries, path: name }: Place): NumericArray | undefined {
  const { shape, metadata } = dataset;
  const type = elementType(metadata);
  if (!type || !shape?.length || shape.some((one) => one === 0)) return undefined;
  const path = `${entry.path}/${name}`;
  // The file may have been closed for that of another preview.
  const reopened = async (): Promise<Dataset> => (await openFile(entry, entries)).get(name) as Dataset;
  return {
    path,
    entry,
    shape: [...shape],
    type,
    // The library gives values in the byte order of WebAssembly, whatever that of the file.
    littleEndian: true,
    open: async (signal) =>
      new ByteReader({ path, stream: () => withFileErrors(entry.path, valuesOf(reopened, shape, type)) }, signal),
  };
}

function elementType({
  type,
  size,
  signed,
}: {
  type: number;
  size: number;
  signed?: boolean;
}): ElementType | undefined {
  const widths: Record<number, number[]> = { [INTEGER]: [1, 2, 4, 8], [FLOAT]: [2, 4, 8], [ENUM]: [1] };
  if (!widths[type]?.includes(size)) return undefined;
  return `${type === FLOAT ? 'f' : signed ? 'i' : 'u'}${size}` as ElementType;
}

/** The values as bytes, some samples at a time. */
function valuesOf(
  datasetOf: () => Promise<Dataset>,
  shape: readonly number[],
  type: ElementType,
): ReadableStream<Uint8Array> {
  const [count = 0, ...sample] = shape;
  const step = samplesPerBlock(sample.reduce((a, b) => a * b, 1) * Number(type[1]));
  let from = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (from >= count) return controller.close();
        const to = Math.min(count, from + step);
        const { buffer, byteOffset, byteLength } = (await datasetOf()).slice([
          [from, to],
          ...sample.map((one) => [0, one]),
        ] as [number, number][]) as Uint8Array;
        controller.enqueue(new Uint8Array(buffer, byteOffset, byteLength).slice());
        from = to;
      },
    },
    { highWaterMark: 0 },
  );
}
