/**
 * Contract of a file format: how its files are recognised and how they are read. To add a format, make a folder
 * `formats/<name>/` with a declaration of this type, and add a line to `formats/index.ts`; no other file names formats.
 *
 *     export const npy: Format = {
 *       name: 'npy',
 *       title: 'NPY and NPZ',
 *       about: 'arrays `x` and `y`, with or without train and test parts',
 *       extensions: ['.npy', '.npz'],
 *       choices: [...ARRAY_CHOICES],
 *       recognise: (head) => (startsWith(head, '\x93NUMPY') ? 'signature' : undefined),
 *       open: async (entries, opening) => (await import('./read-npy.ts')).openNpy(entries, opening),
 *     };
 *
 * Every dropped file is shown to every format (`import/identify.ts`); gzip and zip are unpacked before, so that formats see
 * the files inside. A file that no format recognises is refused with a sentence that names it. All files of a drop must be
 * of one format, which then opens them together.
 */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { FileEntry } from '../containers/file-entry.ts';
import type { ReadOptions, SampleSource } from '../sources/sample-source.ts';

/** Number of bytes of a file shown to `recognise`: four records of CIFAR-100. */
export const HEAD_BYTES = 4 * 3074;

/**
 * What a format recognises a file by, the strongest first:
 * - `signature`: its first bytes are those of this format and of no other;
 * - `name`: its name belongs to this format, and its bytes do not speak against it;
 * - `content`: its bytes or its length have the structure of this format;
 * - `assumption`: nothing speaks against this format, and the extension or the visitor's choices speak for it.
 */
export const EVIDENCE = ['signature', 'name', 'content', 'assumption'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** The choices of formats that hold arrays with names. */
export const ARRAY_CHOICES = [
  ...(['samples', 'labels', 'testSamples', 'testLabels', 'labelColumn', 'minusOne'] as const),
  ...(['columns', 'imageSize', 'channels'] as const),
];

export interface Format {
  /** Unique; the name of the folder. */
  name: string;
  /** For sentences: "NPY and NPZ". */
  title: string;
  /** What of it is read, for the README's table (`npm run docs` writes it). */
  about: string;
  /** Endings of file names, in lower case: ".npy". */
  extensions: readonly string[];
  /**
   * The choices that `open` takes into account, besides the name of the data set. It offers each that applies in the
   * source's `findings`, with the value in effect and the reason for it.
   */
  choices: readonly (keyof ImportChoices)[];
  /** Files of this format are ignored beside files of another one: tables and raw bytes may be notes. */
  secondary?: boolean;
  /** One sample per file: of large drops most files are taken by their extension, and broken ones can be skipped. */
  samplePerFile?: boolean;
  /**
   * Whether a file is of this format; undefined if not. The strongest evidence among all formats decides, and of equal
   * evidence the format listed first.
   * @param head the first `HEAD_BYTES` bytes, fewer if the file is shorter; never empty
   */
  recognise(head: Uint8Array, entry: FileEntry, choices: ImportChoices): Evidence | undefined;
  /**
   * Opens the files of one data set.
   * @param entries all recognised as this format, in natural order of their paths; at least one
   * @param notes text files beside them, such as lists of class names
   * @throws Problem `bad-file`, `bad-image`, `unsupported`, `unfit`, with the name of the file
   */
  open(entries: readonly FileEntry[], opening: ReadOptions, notes: readonly FileEntry[]): Promise<SampleSource>;
}
