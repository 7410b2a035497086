/**
 * Contract of the data worker: imports files, generates built-in data sets, reads stored samples, and lists, exports and
 * deletes assets. Types only.
 */
import type { AssetInfo } from '../../src/protocol/assets.ts';
import type { GeneratorInfo } from '../../src/protocol/catalogue.ts';
import type { DatasetInfo, GeneratorRecipe, OnProgress, SampleArray, SplitCounts } from '../../src/protocol/dataset.ts';
import type { ImportChoices } from '../../src/protocol/import/import-choices.ts';
import type { ImportPreview, InputFile } from '../../src/protocol/import/import-preview.ts';
import type { TrainingTrace } from '../../src/protocol/asset-progress.ts';
import type { Spec } from '../../src/protocol/spec.ts';

export type { ImportChoices, ImportPreview, InputFile };

export interface StorageUsage {
  /** Bytes used by this site and its quota; 0 where the browser does not report them. */
  usage: number;
  quota: number;
  persisted: boolean;
}

export interface DataApi {
  generators(): Promise<GeneratorInfo[]>;
  /** The data set of the recipe, generated unless it is stored already. @throws Problem `bad-spec`, `full`, `cancelled` */
  generate(recipe: GeneratorRecipe, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  /**
   * Identifies the files and describes the data set in them.
   * @throws Problem `bad-file`, `bad-image`, `unsupported`, with the file's name and the fault
   */
  preview(
    files: InputFile[],
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview>;
  /** Reads the files of a preview with other choices. @throws Problem `missing`, `bad-file`, `bad-image`, `unfit` */
  updatePreview(
    previewId: string,
    choices: ImportChoices,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportPreview>;
  /**
   * Stores a previewed data set, all or nothing: after an error or a cancel the database is as before.
   * @throws Problem `bad-file`, `bad-image`, `full`, `cancelled`
   */
  importFiles(previewId: string, onProgress: OnProgress, signal: AbortSignal): Promise<DatasetInfo>;
  datasets(): Promise<DatasetInfo[]>;
  deleteDataset(id: string): Promise<void>;
  /** Assets, complete or in progress; the newest first. */
  assets(): Promise<AssetInfo[]>;
  /** The last progress report of an asset's training; empty for kinds without one. */
  assetTrace(id: string): Promise<TrainingTrace>;
  /** @throws Problem `busy` while a run uses the asset in any tab */
  deleteAsset(id: string): Promise<void>;
  /** The asset as a file. @throws Problem `missing` */
  exportAsset(id: string): Promise<Blob>;
  /**
   * Stores the asset of a file, unless the same asset is stored with at least as many finished units.
   * @returns the asset as stored
   * @throws Problem `bad-file`, `unsupported`, `full`, `busy`
   */
  importAsset(file: Blob): Promise<AssetInfo>;
  storageUsage(): Promise<StorageUsage>;
  /** Stored values and labels of samples, in the order of `indices`: for thumbnails and points of the plane. */
  samples(id: string, indices: number[]): Promise<{ values: SampleArray; labels: Int32Array; names?: string[] }>;
  /**
   * Samples per class in the split of a seed, equal to that of a run of the spec.
   * @throws Problem `unfit`, `missing`
   */
  splitCounts(id: string, spec: Spec, seed: number): Promise<SplitCounts>;
}
