/** Data sets to choose from: generators, and sets stored in this browser; and the storage in use. */
import type { GeneratorInfo } from '../../../protocol/catalogue.ts';
import type { DatasetInfo, DatasetSummary, Progress } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { DatasetSpec } from '../../../protocol/spec.ts';
import type { DataApi, StorageUsage } from '../../../../workers/data/api.ts';

export class Library {
  generators = $state.raw<GeneratorInfo[]>([]);
  stored = $state.raw<DatasetInfo[]>([]);
  storageUse = $state.raw<StorageUsage>();
  /** Progress while a built-in set is generated. */
  progress = $state.raw<Progress>();

  constructor(private readonly openData: () => DataApi) {}

  private get data(): DataApi {
    return this.openData();
  }

  async open(): Promise<void> {
    this.generators = await this.data.generators();
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const [stored, use] = await Promise.all([this.data.datasets(), this.data.storageUsage()]);
    this.stored = stored;
    this.storageUse = use;
  }

  /** Sets imported from files. */
  get imported(): DatasetInfo[] {
    return this.stored.filter((one) => one.source.kind === 'files');
  }

  find(id: string): DatasetInfo | undefined {
    return this.stored.find((one) => one.id === id);
  }

  /** Summary of the spec's data set with its selected classes; undefined where the set is not here. */
  summary(spec: DatasetSpec): DatasetSummary | undefined {
    const whole = this.summaryWithAllClasses(spec);
    // the count of the selected classes' samples is not known here; the count of all is an upper bound
    return whole && spec.classes ? { ...whole, classes: spec.classes } : whole;
  }

  /** The same with all classes. */
  summaryWithAllClasses(spec: DatasetSpec): DatasetSummary | undefined {
    if (spec.source === 'stored') return this.find(spec.id);
    if (spec.source === 'files') return undefined;
    const generator = this.generators.find((one) => one.name === spec.name);
    if (!generator) return undefined;
    const { label, kind, shape, classes } = generator;
    return { name: label, kind, shape, classes, count: spec.size, testCount: Math.min(spec.testSize, spec.size) };
  }

  /**
   * The data set, generated where necessary.
   * @throws Problem `missing` where its files are not imported
   */
  async findOrGenerate(spec: DatasetSpec, signal: AbortSignal): Promise<DatasetInfo> {
    if (spec.source === 'built-in') {
      const { name, size, testSize, seed } = spec;
      const info = await this.data
        .generate({ name, size, testSize, seed }, (progress) => (this.progress = progress), signal)
        .finally(() => (this.progress = undefined));
      void this.refresh();
      return info;
    }
    const found = spec.source === 'stored' ? this.find(spec.id) : undefined;
    if (found) return found;
    const name = spec.name ? `the data set “${spec.name}”` : 'a data set';
    throw new Problem(
      'missing',
      `This experiment needs ${name}, which is not in this browser.`,
      'Drop its files here, or choose them.',
    );
  }

  /** A stored set by id, also one that was stored after the last refresh. */
  async findFresh(id: string): Promise<DatasetInfo | undefined> {
    return this.find(id) ?? (await this.data.datasets()).find((one) => one.id === id);
  }

  /**
   * Some samples of a set, for the figures.
   * @param only the classes that the run uses: labels index them, −1 for other classes
   * @throws Problem `missing` where the set is not here
   */
  async samples(
    set: DatasetInfo | undefined,
    indices: number[],
    only: readonly string[] | undefined,
  ): ReturnType<DataApi['samples']> {
    if (!set)
      throw new Problem(
        'missing',
        'The data of this run are not in this browser.',
        'Drop their files here to see the samples.',
      );
    const found = await this.data.samples(set.id, indices);
    return only ? { ...found, labels: found.labels.map((label) => only.indexOf(set.classes[label] ?? '')) } : found;
  }

  async delete(id: string): Promise<void> {
    await this.data.deleteDataset(id);
    await this.refresh();
  }

  /** Asks the browser not to clear this site's data when storage runs low. @returns whether it agreed */
  async requestPersistence(): Promise<boolean> {
    const kept = await navigator.storage.persist();
    await this.refresh();
    return kept;
  }
}
