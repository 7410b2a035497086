/** The data that there are to choose from: generators, and the sets kept in this browser; and how much room is left. */
import type { GeneratorInfo } from '../../../protocol/catalogue.ts';
import type { DatasetInfo, Progress } from '../../../protocol/dataset.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { DatasetSpec } from '../../../protocol/spec.ts';
import type { DataApi, StorageUsage } from '../../../../workers/data/api.ts';

/** What is known of a data set before it is there: enough to check a design against. */
export type DatasetSummary = Pick<DatasetInfo, 'name' | 'kind' | 'shape' | 'classes' | 'count' | 'testCount'>;

export class Library {
  generators = $state.raw<GeneratorInfo[]>([]);
  stored = $state.raw<DatasetInfo[]>([]);
  storageUse = $state.raw<StorageUsage>();
  /** While a built-in set is being drawn. */
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

  /** The sets that came from files; built-in ones can be drawn again at any time. */
  get imported(): DatasetInfo[] {
    return this.stored.filter((one) => one.source.kind === 'files');
  }

  find(id: string): DatasetInfo | undefined {
    return this.stored.find((one) => one.id === id);
  }

  /** What the spec's data set is like, with the classes that it keeps, as far as that can be said now. */
  summary(spec: DatasetSpec): DatasetSummary | undefined {
    const whole = this.summaryWithAllClasses(spec);
    // How many samples these classes have is not known here; no more than there are.
    return whole && spec.classes ? { ...whole, classes: spec.classes } : whole;
  }

  /** The same with all of its classes. */
  summaryWithAllClasses(spec: DatasetSpec): DatasetSummary | undefined {
    if (spec.source === 'stored') return this.find(spec.id);
    if (spec.source === 'files') return undefined;
    const generator = this.generators.find((one) => one.name === spec.name);
    if (!generator) return undefined;
    const { label, kind, shape, classes } = generator;
    return { name: label, kind, shape, classes, count: spec.size, testCount: Math.min(spec.testSize, spec.size) };
  }

  /**
   * The data set itself, generated where it has to be.
   * @throws Problem `missing` where its files have to be given first
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

  /** A set of this browser, also one that has come since the last look. */
  async findFresh(id: string): Promise<DatasetInfo | undefined> {
    return this.find(id) ?? (await this.data.datasets()).find((one) => one.id === id);
  }

  /**
   * Some samples of a set, for the figures.
   * @param only the classes that a run has kept of the set's: labels are theirs, −1 for the others
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

  /** Asks the browser not to clear this site's data when room runs short. */
  async requestPersistence(): Promise<boolean> {
    const kept = await navigator.storage.persist();
    await this.refresh();
    return kept;
  }
}
