/** Files that are refused at first sight: broken downloads, and formats that are known but cannot be read. */
import { Problem } from '../../protocol/problem.ts';
import { latin1 } from './file-head.ts';

/** Signatures of formats that cannot be read, and what to do about them. */
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

/** @throws Problem `bad-file` where the file is empty, a Git LFS pointer or a web page; `unsupported` */
export function refuseUnreadable(path: string, head: Uint8Array): void {
  if (!head.length) throw new Problem('bad-file', `“${path}” is empty.`, 'Download it again.');
  const text = latin1(head.subarray(0, 512));
  if (text.startsWith('version https://git-lfs'))
    throw new Problem(
      'bad-file',
      `“${path}” is only a Git LFS pointer (${head.length} bytes), not the file that it stands for.`,
      'Fetch the file itself (git lfs pull), or download it from the data set’s own page.',
    );
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    throw new Problem(
      'bad-file',
      `“${path}” is a web page, not data: probably an error page that was saved in its place.`,
      'Download it again.',
    );
  if (isPickle(head))
    throw new Problem(
      'unsupported',
      `“${path}” is a Python pickle, which cannot be read here.`,
      'Take the binary version of the data set, or save it as NPZ.',
    );
  for (const [pattern, kind, remedy] of UNSUPPORTED)
    if (pattern.test(text))
      throw new Problem('unsupported', `“${path}” is ${kind}, which cannot be read here.`, remedy);
}

/** The opcode PROTO and a version from 2 to 5. */
const isPickle = ([opcode, version = 0]: Uint8Array): boolean => opcode === 0x80 && version >= 2 && version <= 5;
