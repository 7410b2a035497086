/** Finds images by what a table says of them: a name with or without folders and ending. */
import { partFromPath } from '../../sources/path-names.ts';

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const withoutEnding = (path: string): string => path.replace(/\.[a-z0-9]{2,5}$/, '');
/** In the form of keys: one code point per letter, "/" between folders, no steps that say nothing. */
const normal = (path: string): string =>
  path
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '');

/** Several images have this key. */
const AMBIGUOUS = -1;

export class ImagePaths {
  private readonly paths: string[];
  /** By what is in it: all images, those below a folder, those of a part. */
  private readonly indices = new Map<string, Map<string, number>>();

  /** @param paths of all images, below the archive */
  constructor(paths: readonly string[]) {
    this.paths = paths.map(normal);
  }

  get count(): number {
    return this.paths.length;
  }

  /**
   * The position of the image that a cell means; undefined for none, or for several.
   * @param table path of the table: images below its folder, or of the part in its name, come before others
   */
  finder(table: string): (cell: string) => number | undefined {
    const folder = folderOf(normal(table));
    const part = partFromPath(table);
    const ofPart = (path: string): boolean => path.split('/').some((name) => partFromPath(name) === part);
    const near = this.indexOf(`below ${folder}`, (path) => path.startsWith(folder));
    // Below no folder are all of them.
    const all = this.indexOf('below ', () => true);
    const indices = [...(part ? [this.indexOf(`of ${part}`, ofPart)] : []), near, all];
    return (cell) => {
      for (const key of keysOf(normal(cell)))
        for (const index of indices) {
          const found = index.get(key);
          if (found !== undefined && found !== AMBIGUOUS) return found;
        }
      return undefined;
    };
  }

  /** The index of this name, made when it is first asked for: many tables share one. */
  private indexOf(name: string, takes: (path: string) => boolean): Map<string, number> {
    const index = this.indices.get(name) ?? this.makeIndex(takes);
    this.indices.set(name, index);
    return index;
  }

  /** Positions by the inner parts of every path, with and without ending; numbers also without leading zeros. */
  private makeIndex(takes: (path: string) => boolean): Map<string, number> {
    const index = new Map<string, number>();
    const add = (key: string, position: number): void => {
      const before = index.get(key);
      index.set(key, before === undefined || before === position ? position : AMBIGUOUS);
    };
    for (const [position, path] of this.paths.entries()) {
      if (!takes(path)) continue;
      const steps = path.split('/');
      for (let from = 0; from < steps.length; from++) {
        const inner = steps.slice(from).join('/');
        add(inner, position);
        add(withoutEnding(inner), position);
      }
      const name = withoutEnding(steps.at(-1)!);
      if (/^0\d*$/.test(name)) add(`#${Number(name)}`, position);
    }
    return index;
  }
}

/** The cell, without its outer folders, and as a number that lost its zeros. */
function* keysOf(cell: string): Generator<string> {
  if (!cell) return;
  const steps = cell.split('/');
  for (let from = 0; from < steps.length; from++) yield steps.slice(from).join('/');
  if (/^\d+$/.test(cell)) yield `#${Number(cell)}`;
}
