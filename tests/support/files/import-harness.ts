/** A data service on its own database, and short functions to use it. */
import 'fake-indexeddb/auto';
import type { DatasetInfo } from '../../../src/protocol/dataset.ts';
import { valuesOf, type ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import type { ImportPreview, InputFile } from '../../../src/protocol/import/import-preview.ts';
import type { ImageDecoder } from '../../../src/datasets/sources/sample-source.ts';
import { DataService } from '../../../src/datasets/import/data-service.ts';
import { decodeToyImage } from './file-fixtures.ts';

/** The sentences of a preview's warnings, as one text. */
export const warningsOf = ({ warnings }: Pick<ImportPreview, 'warnings'>): string =>
  warnings.map(({ text }) => text).join(' ');

/** The values in effect of a preview's choices. */
export const choicesOf = ({ choices }: Pick<ImportPreview, 'choices'>): ImportChoices => valuesOf(choices);

let databaseCount = 0;
const neverAborted = (): AbortSignal => new AbortController().signal;
const ignoreProgress = (): void => undefined;

export function importHarness(decode: ImageDecoder = decodeToyImage) {
  const library = new DataService(decode, `test-${++databaseCount}`);
  const preview = (files: InputFile[], choices: ImportChoices = {}): Promise<ImportPreview> =>
    library.preview(files, choices, ignoreProgress, neverAborted());
  const keep = async (files: InputFile[], choices: ImportChoices = {}): Promise<DatasetInfo> =>
    library.importFiles((await preview(files, choices)).id, ignoreProgress, neverAborted());
  const importAndRead = async (files: InputFile[], choices: ImportChoices = {}) => {
    const info = await keep(files, choices);
    const stored = await library.samples(info.id, [...Array(info.count).keys()]);
    return { info, ...stored, labels: [...stored.labels] };
  };
  const revise = (id: string, choices: ImportChoices): Promise<ImportPreview> =>
    library.updatePreview(id, choices, ignoreProgress, neverAborted());
  return { library, preview, revise, keep, all: importAndRead };
}
