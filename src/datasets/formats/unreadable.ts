/** Files that are refused at first sight: broken downloads, and formats that are known but cannot be read. */
import { Problem } from '../../protocol/problem.ts';
import { crc32c } from '../containers/crc32.ts';
import { latin1, startsWith } from './file-head.ts';
import { UNREADABLE_ARCHIVES, UNREADABLE_KINDS, type UnreadableKind } from './unreadable-signatures.ts';

/** Kinds that are told by more than a pattern. */
const UNREADABLE_STRUCTURES: [test: (head: Uint8Array) => boolean, kind: string, remedy: string][] = [
  [
    isTorchPickle,
    'a file of PyTorch (torch.save)',
    'Save the tensors of the data set as NPZ (numpy.savez, with x.numpy() and y.numpy()).',
  ],
  [isPickle, 'a Python pickle', 'Take the binary version of the data set, or save it as NPZ.'],
  [isTfRecord, 'a TFRecord', 'Write its images to a folder per class, or save its arrays as NPZ.'],
  [
    isSafetensors,
    'a file of weights (safetensors)',
    'Weights are no data set: drop the data that the model learned from, or save arrays as NPZ.',
  ],
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
  const found = UNREADABLE_KINDS.find(({ pattern }) => pattern.test(text));
  if (found) throw unreadable(path, found);
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    throw new Problem(
      'bad-file',
      `“${path}” is a web page, not data: probably an error page that was saved in its place.`,
      'Download it again.',
    );
  for (const [test, kind, remedy] of UNREADABLE_STRUCTURES) if (test(head)) throw unreadable(path, { kind, remedy });
}

/** @param names of the members, below the archive @throws Problem `unsupported` where they are a program's own file */
export function refuseUnreadableArchive(path: string, names: readonly string[]): void {
  const list = names.join('\n');
  const found = UNREADABLE_ARCHIVES.find(({ pattern }) => pattern.test(list));
  if (found) throw unreadable(path, found);
}

const unreadable = (path: string, { kind, remedy }: Pick<UnreadableKind, 'kind' | 'remedy'>): Problem =>
  new Problem('unsupported', `“${path}” is ${kind}, which cannot be read here.`, remedy);

/** The opcode PROTO and a version from 2 to 5, or the first opcodes of the older text protocol. */
function isPickle(head: Uint8Array): boolean {
  const [opcode, version = 0] = head;
  if (opcode === 0x80 && version >= 2 && version <= 5) return true;
  return /^(\([dl]p?0?\n|c[a-z_][\w.]*\n\w+\n[p(])/.test(latin1(head.subarray(0, 128)));
}

/** A pickle that begins with the magic number of torch.save before version 1.6. */
function isTorchPickle(head: Uint8Array): boolean {
  return startsWith(head, '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.');
}

/** The length of the first record, and its masked CRC-32C (TensorFlow, "TFRecords format details"). */
function isTfRecord(head: Uint8Array): boolean {
  if (head.length < 12) return false;
  const crc = crc32c(head.subarray(0, 8));
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  return new DataView(head.buffer, head.byteOffset).getUint32(8, true) === masked;
}

/** The length of a header in JSON, 64 bits, and the header. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  return (
    view.getUint32(4, true) === 0 && view.getUint32(0, true) < 2 ** 27 && /^\{\s*"/.test(latin1(head.slice(8, 32)))
  );
}
