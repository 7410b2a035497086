/** CIFAR-10 and CIFAR-100 in their binary version: batches of records, as files or in the tar that is downloaded. */
import { baseName } from '../../containers/file-entry.ts';
import { isTar } from '../../containers/tar.ts';
import { isText } from '../file-head.ts';
import type { Format } from '../format.ts';
import { cifarRecordLength } from './records.ts';

const BATCH_NAME = /(data|test)_batch.*\.bin|^(train|test)\.bin/i;

export const cifar: Format = {
  name: 'cifar',
  title: 'CIFAR (binary version)',
  about: 'CIFAR-10 and CIFAR-100: the batches, or the tar that is downloaded',
  extensions: ['.bin', '.tar'],
  choices: [],
  recognise(head, entry) {
    // Tar archives are looked through for CIFAR's batches and for nothing else.
    if (isTar(head)) return 'signature';
    if (isText(head)) return undefined;
    if (BATCH_NAME.test(baseName(entry.path))) return 'name';
    return cifarRecordLength(entry.size, head) ? 'content' : undefined;
  },
  open: async (entries, opening, notes) => (await import('./read-cifar.ts')).openCifar(entries, opening, notes),
};
