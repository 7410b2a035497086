/** Designs whose data set is replaced by one stored in this browser. */
import type { Catalogue } from '../catalogue.ts';
import type { DatasetInfo } from '../dataset.ts';
import { datasetOptionsOf, type Spec } from '../spec.ts';
import type { DatasetSummary } from '../dataset.ts';
import { adaptTo } from './compatibility.ts';

/** The design with the stored set that has the name of the files it is for; undefined where there is none. */
export function withStoredFiles(spec: Spec, stored: readonly DatasetInfo[]): Spec | undefined {
  const { dataset } = spec;
  if (dataset.source !== 'files') return spec;
  const found = stored.find((one) => one.name === dataset.name);
  if (!found) return undefined;
  return { ...spec, dataset: { source: 'stored', id: found.id, name: found.name, ...datasetOptionsOf(dataset) } };
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
  const dataset = { source: 'stored' as const, id: info.id, name: info.name, ...(classesPresent && options) };
  const { name, ...rest } = spec;
  const changed = { ...rest, dataset, ...(current || name === undefined ? {} : { name }) };
  return adaptTo(changed, info, { before: current, catalogue });
}
