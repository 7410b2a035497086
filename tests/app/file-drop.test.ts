import { expect, test } from 'vitest';
import { collectDroppedFiles } from '../../src/app/state/data/file-drop.ts';

const file = (name: string) => new File(['1,2\n'], name);

/** An entry as Safari gives for a file without a place on the disk: reading it fails. */
const unreadable = (name: string) => ({
  ...{ isFile: true, isDirectory: false, name, fullPath: `/${name}` },
  file: (_: unknown, refuse: (error: Error) => void) =>
    refuse(new DOMException('Path does not exist', 'NotFoundError')),
});

/** A folder that lists so many of its entries in each call, and none at the end. */
function folder(path: string, names: string[], atOnce: number) {
  const entries = names.map((name) => ({
    ...{ isFile: true, isDirectory: false, name, fullPath: `${path}/${name}` },
    file: (take: (file: File) => void) => take(file(name)),
  }));
  return {
    ...{ isFile: false, isDirectory: true, fullPath: path },
    createReader() {
      let listed = 0;
      return { readEntries: (take: (some: unknown[]) => void) => take(entries.slice(listed, (listed += atOnce))) };
    },
  };
}

const drop = (...items: { entry?: unknown; file: File | null; kind?: string }[]) =>
  collectDroppedFiles({
    items: items.map(({ entry = null, file, kind = 'file' }) => ({
      kind,
      webkitGetAsEntry: () => entry,
      getAsFile: () => file,
    })),
  } as unknown as DataTransfer);

test('a file is taken though its entry cannot be read', async () => {
  const dropped = file('points.csv');
  expect(await drop({ entry: unreadable('points.csv'), file: dropped })).toEqual([
    { path: 'points.csv', file: dropped },
  ]);
});

test('a file without an entry is taken, what is no file is not', async () => {
  const files = await drop({ file: file('a.csv') }, { file: null, kind: 'string' }, { file: null });
  expect(files.map(({ path }) => path)).toEqual(['a.csv']);
});

test('a folder comes with all its files and their paths, without system files', async () => {
  const entry = folder('/cups', ['1.png', '2.png', 'Thumbs.db', '3.png', '.DS_Store'], 2);
  const files = await drop({ entry, file: file('cups') });
  expect(files.map(({ path }) => path)).toEqual(['cups/1.png', 'cups/2.png', 'cups/3.png']);
});
