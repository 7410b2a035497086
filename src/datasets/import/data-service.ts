/** Implements the data worker's API: previews and imports, generated data, stored samples. */
import type { AssetInfo } from '../../protocol/assets.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { DatasetInfo, GeneratorRecipe, OnProgress, SampleArray, SplitCounts } from '../../protocol/dataset.ts';
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import type { ImportPreview, InputFile } from '../../protocol/import/import-preview.ts';
import type { TrainingTrace } from '../../protocol/asset-progress.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Spec } from '../../protocol/spec.ts';
import { deleteUnusedAsset, importAsset, exportAsset } from '../../storage/asset-transfer.ts';
import { listAssets } from '../../storage/assets.ts';
import { openDatabase, type Database } from '../../storage/database.ts';
import {
  deleteDataset,
  findDataset,
  getDataset,
  getLabels,
  withImportLock,
  listDatasets,
} from '../../storage/datasets.ts';
import { SampleReader } from '../../storage/sample-reader.ts';
import { readTrace } from '../../storage/training-trace.ts';
import type { ImageDecoder, ReadOptions, SampleSource } from '../sources/sample-source.ts';
import { splitCounts } from '../splits/splits.ts';
import { selectClasses } from '../splits/class-subset.ts';
import { digestOf } from './digest.ts';
import { identify, type IdentifiedFiles } from './identify.ts';
import { storeSource } from './store-source.ts';
import { heldLocks, deleteOrphans, withWriteLock } from './locks.ts';
import { describeSource, openSource } from './open-preview.ts';

/** Previews kept in memory; the oldest is dropped. */
const MAX_PREVIEWS = 8;
/** Data sets whose chunks are cached for thumbnails, and the size of each cache. */
const MAX_OPEN_DATASETS = 3;
const OPEN_DATASET_CACHE_BYTES = 24 * 2 ** 20;
const PROGRESS_INTERVAL_MS = 60;

interface PreviewState {
  files: readonly InputFile[];
  identified: IdentifiedFiles;
  source: SampleSource;
  choices: ImportChoices;
}

interface OpenDataset {
  samples: SampleReader;
  labels: Int32Array;
  names: string[] | undefined;
}

export class DataService {
  private readonly db: Promise<Database>;
  private readonly previewStates = new Map<string, PreviewState>();
  private readonly openDatasets = new Map<string, Promise<OpenDataset>>();
  private previewCount = 0;

  constructor(
    private readonly decode: ImageDecoder,
    database?: string,
  ) {
    this.db = openDatabase(database).then(async (db) => {
      await deleteOrphans(db);
      return db;
    });
    // The first call reports a failure; before that it is not an unhandled rejection.
    this.db.catch(() => undefined);
  }

  async generators(): Promise<GeneratorInfo[]> {
    return (await import('../generators/index.ts')).generators;
  }

  async generate(recipe: GeneratorRecipe, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo> {
    const { generateDataset } = await import('../generators/index.ts');
    const db = await this.db;
    return withWriteLock(signal, () => generateDataset(recipe, db, { onProgress: throttled(onProgress), signal }));
  }

  async preview(
    files: InputFile[],
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview> {
    const opening = this.readOptions(choices, onProgress, signal);
    const identified = await identify(files, opening);
    return this.makePreview(files, identified, opening);
  }

  async updatePreview(
    previewId: string,
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview> {
    const { files, identified } = this.previewState(previewId);
    const opening = this.readOptions(choices, onProgress, signal);
    // Names in another encoding are other paths.
    const same = identified.nameEncoding === choices.nameEncoding;
    return this.makePreview(files, same ? identified : await identify(files, opening), opening);
  }

  async importFiles(previewId: string, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo> {
    const { files, source, choices } = this.previewState(previewId);
    const db = await this.db;
    const id = `import-${await digestOf(source, files, signal)}`;
    const store = async (): Promise<DatasetInfo> => {
      const known = await findDataset(db, id);
      if (known && known.name === source.name) return known;
      if (known) {
        const renamed = { ...known, name: source.name };
        await db.put('datasets', renamed);
        return renamed;
      }
      return storeSource(db, source, { id, choices, onProgress: throttled(onProgress), signal });
    };
    return withWriteLock(signal, () => withImportLock(id, signal, store));
  }

  async datasets(): Promise<DatasetInfo[]> {
    const all = await listDatasets(await this.db);
    return all.sort((a, b) => b.created - a.created);
  }

  async deleteDataset(id: string): Promise<void> {
    this.openDatasets.delete(id);
    await deleteDataset(await this.db, id);
  }

  async assets(): Promise<AssetInfo[]> {
    return listAssets(await this.db);
  }

  async assetTrace(id: string): Promise<TrainingTrace> {
    return readTrace(await this.db, id);
  }

  async deleteAsset(id: string): Promise<void> {
    await deleteUnusedAsset(await this.db, id, await heldLocks());
  }

  async exportAsset(id: string): Promise<Blob> {
    return exportAsset(await this.db, id);
  }

  async importAsset(file: Blob): Promise<AssetInfo> {
    return importAsset(await this.db, file, heldLocks);
  }

  async storageUsage(): Promise<{ usage: number; quota: number; persisted: boolean }> {
    try {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      return { usage, quota, persisted: await navigator.storage.persisted() };
    } catch {
      // absent without a secure context, refused with storage
      return { usage: 0, quota: 0, persisted: false };
    }
  }

  async samples(id: string, indices: number[]): Promise<{ values: SampleArray; labels: Int32Array; names?: string[] }> {
    const { samples, labels, names } = await this.openDataset(id);
    return {
      values: await samples.read(indices),
      labels: Int32Array.from(indices, (index) => labels[index] ?? -1),
      ...(names ? { names: indices.map((index) => names[index] ?? '') } : {}),
    };
  }

  async splitCounts(id: string, spec: Spec, seed: number): Promise<SplitCounts> {
    const whole = await getDataset(await this.db, id);
    const { info, labels } = selectClasses(whole, (await this.openDataset(id)).labels, spec.dataset.classes);
    return splitCounts({ info, labels, spec, seed });
  }

  private readOptions(choices: ImportChoices, onProgress: OnProgress, signal: AbortSignal): ReadOptions {
    return { choices, onProgress: throttled(onProgress), signal, decode: this.decode };
  }

  private async makePreview(
    files: readonly InputFile[],
    identified: IdentifiedFiles,
    opening: ReadOptions,
  ): Promise<ImportPreview> {
    const source = await openSource(identified, opening);
    const id = `preview-${++this.previewCount}`;
    const preview = await describeSource(id, source, opening.signal);
    this.previewStates.set(id, { files, identified, source, choices: opening.choices });
    for (const oldest of this.previewStates.keys())
      if (this.previewStates.size > MAX_PREVIEWS) this.previewStates.delete(oldest);
    return preview;
  }

  private previewState(id: string): PreviewState {
    const found = this.previewStates.get(id);
    if (!found) throw new Problem('missing', 'This preview is no longer available.', 'Drop the files again.');
    return found;
  }

  private openDataset(id: string): Promise<OpenDataset> {
    const known = this.openDatasets.get(id);
    if (known) return known;
    const opening = (async () => {
      const db = await this.db;
      const info = await getDataset(db, id);
      return {
        samples: new SampleReader(db, info, OPEN_DATASET_CACHE_BYTES),
        labels: await getLabels(db, id),
        names: await db.get('names', id),
      };
    })();
    opening.catch(() => this.openDatasets.delete(id));
    this.openDatasets.set(id, opening);
    for (const oldest of this.openDatasets.keys())
      if (this.openDatasets.size > MAX_OPEN_DATASETS) this.openDatasets.delete(oldest);
    return opening;
  }
}

/** Reports once per interval and at the end of a phase, because every report crosses to another thread. */
function throttled(onProgress: OnProgress): OnProgress {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL_MS && progress.done < progress.total) return;
    last = now;
    onProgress(progress);
  };
}
