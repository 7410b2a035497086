/** Designs whose data set is replaced by one stored in this browser, and how its files are read elsewhere. */
import type { Catalogue } from '../catalogue.ts';
import type { DatasetInfo, DatasetSummary } from '../dataset.ts';
import type { ImportChoices } from '../import/import-choices.ts';
import { datasetOptionsOf, type DatasetSpec, type Spec } from '../spec.ts';
import { adaptTo } from './compatibility.ts';

/** The design with the stored set that has the name of the files it is for; undefined where there is none. */
export function withStoredFiles(spec: Spec, stored: readonly DatasetInfo[]): Spec | undefined {
  const { dataset } = spec;
  if (dataset.source !== 'files') return spec;
  const found = stored.find((one) => one.name === dataset.name);
  if (!found) return undefined;
  return { ...spec, dataset: { ...storedDataset(found), ...datasetOptionsOf(dataset) } };
}

function storedDataset({ id, name, source }: DatasetInfo): DatasetSpec & { source: 'stored' } {
  const choices = source.kind === 'files' ? source.choices : undefined;
  return { source: 'stored', id, name, ...(choices && { choices }) };
}

/** How the files of a design's data set are read, and its name; the rest is guessed. */
export function importChoicesOf(dataset: DatasetSpec): ImportChoices {
  if (dataset.source === 'built-in') return {};
  const { name, choices } = dataset;
  const { labelColumn, imageSize } = dataset.source === 'files' ? dataset : {};
  return {
    ...choices,
    ...(name !== undefined && { name }),
    ...(labelColumn !== undefined && { labelColumn }),
    ...(imageSize !== undefined && { imageSize }),
  };
}

/**
 * The design with the stored set, adapted to it. Data options and name are kept where the design waited for these files, and
 * removed where it had other data.
 * @param current the data set of the design, undefined if it is not in this browser
 */
export function withDataset(
  spec: Spec,
  info: DatasetInfo,
  { current, catalogue }: { current: DatasetSummary | undefined; catalogue: Catalogue | undefined },
): Spec {
  const options = current ? {} : datasetOptionsOf(spec.dataset);
  const classesPresent = options.classes?.every((one) => info.classes.includes(one)) ?? true;
  const dataset = { ...storedDataset(info), ...(classesPresent && options) };
  const { name, ...rest } = spec;
  const changed = { ...rest, dataset, ...(current || name === undefined ? {} : { name }) };
  return adaptTo(changed, info, { before: current, catalogue });
}
