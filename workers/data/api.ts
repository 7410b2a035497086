/**
 * The data worker's contract: reads files into the store, generates built-in data, hands samples out, looks after what has
 * been prepared. Types only.
 */
import type { AssetInfo } from '../../src/protocol/assets.ts';
import type { GeneratorInfo } from '../../src/protocol/catalogue.ts';
import type { DatasetInfo, GeneratorRecipe, OnProgress, SampleArray, SplitCounts } from '../../src/protocol/dataset.ts';
import type { ImportChoices, ImportPreview, InputFile } from '../../src/protocol/import-preview.ts';
import type { TrainingTrace } from '../../src/protocol/asset-progress.ts';
import type { Spec } from '../../src/protocol/spec.ts';

export type { ImportChoices, ImportPreview, InputFile };

export interface StorageUsage {
  /** Bytes used by this site and what the browser grants it; 0 where it does not say. */
  usage: number;
  quota: number;
  persisted: boolean;
}

export interface DataApi {
  generators(): Promise<GeneratorInfo[]>;
  /** The data set of the recipe: at once where it is stored already. */
  generate(recipe: GeneratorRecipe, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  /**
   * Finds out by content what the files are.
   * @throws Problem `bad-file`, `bad-image`, `unsupported`, with the file's name and the fault
   */
  preview(
    files: InputFile[],
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview>;
  /** Looks at the files of a preview again with other choices. */
  updatePreview(
    previewId: string,
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview>;
  /**
   * Stores what was previewed. All or nothing: after an error or a cancel the store is as before.
   * @throws Problem `bad-file`, `bad-image`, `full`, `cancelled`
   */
  importFiles(previewId: string, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  datasets(): Promise<DatasetInfo[]>;
  deleteDataset(id: string): Promise<void>;
  /** What has been prepared, or has begun to be; the newest first. */
  assets(): Promise<AssetInfo[]>;
  /** What an asset's preparation showed of itself last; empty for kinds that show nothing. */
  assetTrace(id: string): Promise<TrainingTrace>;
  /** @throws Problem `busy` while a run works with it, here or in another tab */
  deleteAsset(id: string): Promise<void>;
  /** The asset as a file. @throws Problem `missing` */
  exportAsset(id: string): Promise<Blob>;
  /**
   * Keeps what such a file holds, unless the same asset is here already and has come as far.
   * @returns the asset as it is here now
   * @throws Problem `bad-file`, `unsupported`, `full`, `busy`
   */
  importAsset(file: Blob): Promise<AssetInfo>;
  storageUsage(): Promise<StorageUsage>;
  /** Stored values and labels of samples, in the order asked: thumbnails, points of the plane. */
  samples(id: string, indices: number[]): Promise<{ values: SampleArray; labels: Int32Array; names?: string[] }>;
  /**
   * What the split of a seed will hold: the very one that a run of the spec makes.
   * @throws Problem `unfit`, `missing`
   */
  splitCounts(id: string, spec: Spec, seed: number): Promise<SplitCounts>;
}
