/** A library on a database of its own, and short ways to use it. */
import 'fake-indexeddb/auto';
import type { DatasetInfo } from '../../src/protocol/dataset.ts';
import type { ImportChoices, ImportPreview, InputFile } from '../../src/protocol/import-preview.ts';
import { Library } from '../../src/datasets/import/data-service.ts';
import { decodeToy } from './file-fixtures.ts';

let made = 0;
const calm = (): AbortSignal => new AbortController().signal;
const quiet = (): void => undefined;

export function reading() {
  const library = new Library(decodeToy, `test-${++made}`);
  const preview = (files: InputFile[], choices: ImportChoices = {}): Promise<ImportPreview> =>
    library.preview(files, choices, quiet, calm());
  const keep = async (files: InputFile[], choices: ImportChoices = {}): Promise<DatasetInfo> =>
    library.importFiles((await preview(files, choices)).id, quiet, calm());
  const all = async (files: InputFile[], choices: ImportChoices = {}) => {
    const info = await keep(files, choices);
    const stored = await library.samples(info.id, [...Array(info.count).keys()]);
    return { info, ...stored, labels: [...stored.labels] };
  };
  const revise = (id: string, choices: ImportChoices): Promise<ImportPreview> =>
    library.revise(id, choices, quiet, calm());
  return { library, preview, revise, keep, all };
}
