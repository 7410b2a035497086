/** All that the data worker does: previews and imports, generated data, stored samples. */
import type { AssetInfo } from '../../protocol/assets.ts';
import type { GeneratorInfo } from '../../protocol/catalogue.ts';
import type { DatasetInfo, GeneratorRecipe, OnProgress, SampleArray, SplitCounts } from '../../protocol/dataset.ts';
import type { ImportChoices, ImportPreview, InputFile } from '../../protocol/import-preview.ts';
import type { Traces } from '../../protocol/asset-progress.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Spec } from '../../protocol/spec.ts';
import { putAway, takeIn, takeOut } from '../../storage/asset-transfer.ts';
import { listAssets } from '../../storage/assets.ts';
import { openDatabase, type Database } from '../../storage/database.ts';
import { deleteDataset, findDataset, getDataset, getLabels, holding, listDatasets } from '../../storage/datasets.ts';
import { Samples } from '../../storage/sample-reader.ts';
import { readTraces } from '../../storage/training-trace.ts';
import type { Decode, Opening, Source } from '../formats/sample-source.ts';
import { splitCounts } from '../splits/splits.ts';
import { onlyClasses } from '../splits/class-subset.ts';
import { digestOf } from './digest.ts';
import { identify, type Identified } from './identify.ts';
import { keep } from './store-source.ts';
import { heldLocks, sweepStrays, whileWriting } from './locks.ts';
import { openSource, previewOf } from './open-source.ts';

/** Previews that are remembered; older ones have to be made again. */
const PREVIEWS = 8;
/** Data sets whose chunks stay at hand for thumbnails, and what each may hold. */
const OPENED = 3;
const OPENED_BYTES = 24 * 2 ** 20;
const PROGRESS_EVERY = 60;

interface Previewed {
  files: readonly InputFile[];
  identified: Identified;
  source: Source;
}

interface Opened {
  samples: Samples;
  labels: Int32Array;
  names: string[] | undefined;
}

export class Library {
  private readonly db: Promise<Database>;
  private readonly previews = new Map<string, Previewed>();
  private readonly opened = new Map<string, Promise<Opened>>();
  private made = 0;

  constructor(
    private readonly decode: Decode,
    database?: string,
  ) {
    this.db = openDatabase(database).then(async (db) => {
      await sweepStrays(db);
      return db;
    });
    // Whoever calls first hears of a failure; no one has to listen before that.
    this.db.catch(() => undefined);
  }

  async generators(): Promise<GeneratorInfo[]> {
    return (await import('../generators/index.ts')).generators;
  }

  async generate(recipe: GeneratorRecipe, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo> {
    const { generateInto } = await import('../generators/index.ts');
    const db = await this.db;
    return whileWriting(signal, () => generateInto(recipe, db, { onProgress: sometimes(onProgress), signal }));
  }

  async preview(
    files: InputFile[],
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview> {
    const opening = this.opening(choices, onProgress, signal);
    const identified = await identify(files, opening);
    return this.show(files, identified, opening);
  }

  async revise(
    previewId: string,
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview> {
    const { files, identified } = this.previewed(previewId);
    return this.show(files, identified, this.opening(choices, onProgress, signal));
  }

  async importFiles(previewId: string, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo> {
    const { files, source } = this.previewed(previewId);
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
      return keep(db, id, source, sometimes(onProgress), signal);
    };
    return whileWriting(signal, () => holding(id, signal, store));
  }

  async datasets(): Promise<DatasetInfo[]> {
    const all = await listDatasets(await this.db);
    return all.sort((a, b) => b.created - a.created);
  }

  async deleteDataset(id: string): Promise<void> {
    this.opened.delete(id);
    await deleteDataset(await this.db, id);
  }

  async assets(): Promise<AssetInfo[]> {
    return listAssets(await this.db);
  }

  async assetTraces(id: string): Promise<Traces> {
    return readTraces(await this.db, id);
  }

  async deleteAsset(id: string): Promise<void> {
    await putAway(await this.db, id, await heldLocks());
  }

  async exportAsset(id: string): Promise<Blob> {
    return takeOut(await this.db, id);
  }

  async importAsset(file: Blob): Promise<AssetInfo> {
    return takeIn(await this.db, file, heldLocks);
  }

  async storage(): Promise<{ usage: number; quota: number; persisted: boolean }> {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    return { usage, quota, persisted: await navigator.storage.persisted() };
  }

  async samples(id: string, indices: number[]): Promise<{ values: SampleArray; labels: Int32Array; names?: string[] }> {
    const { samples, labels, names } = await this.open(id);
    return {
      values: await samples.read(indices),
      labels: Int32Array.from(indices, (index) => labels[index] ?? -1),
      ...(names ? { names: indices.map((index) => names[index] ?? '') } : {}),
    };
  }

  async splitCounts(id: string, spec: Spec, seed: number): Promise<SplitCounts> {
    const whole = await getDataset(await this.db, id);
    const { info, labels } = onlyClasses(whole, (await this.open(id)).labels, spec.dataset.classes);
    return splitCounts(info, labels, spec, seed);
  }

  private opening(choices: ImportChoices, onProgress: OnProgress, signal: AbortSignal): Opening {
    return { choices, onProgress: sometimes(onProgress), signal, decode: this.decode };
  }

  private async show(files: readonly InputFile[], identified: Identified, opening: Opening): Promise<ImportPreview> {
    const source = await openSource(identified, opening);
    const id = `preview-${++this.made}`;
    const preview = await previewOf(id, source, opening.signal);
    this.previews.set(id, { files, identified, source });
    for (const oldest of this.previews.keys()) if (this.previews.size > PREVIEWS) this.previews.delete(oldest);
    return preview;
  }

  private previewed(id: string): Previewed {
    const found = this.previews.get(id);
    if (!found) throw new Problem('missing', 'This preview is no longer at hand.', 'Drop the files again.');
    return found;
  }

  private open(id: string): Promise<Opened> {
    const known = this.opened.get(id);
    if (known) return known;
    const opening = (async () => {
      const db = await this.db;
      const info = await getDataset(db, id);
      return {
        samples: new Samples(db, info, OPENED_BYTES),
        labels: await getLabels(db, id),
        names: await db.get('names', id),
      };
    })();
    opening.catch(() => this.opened.delete(id));
    this.opened.set(id, opening);
    for (const oldest of this.opened.keys()) if (this.opened.size > OPENED) this.opened.delete(oldest);
    return opening;
  }
}

/** Progress at most so often, but always at the end of a phase: each report crosses to another thread. */
function sometimes(onProgress: OnProgress): OnProgress {
  let last = -Infinity;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_EVERY && progress.done < progress.total) return;
    last = now;
    onProgress(progress);
  };
}
