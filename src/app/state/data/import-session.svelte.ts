/** One import from files to a stored data set: reading, preview with choices, storing; reading and storing can be cancelled. */
import type { DatasetInfo, Progress } from '../../../protocol/dataset.ts';
import type { ImportChoices } from '../../../protocol/import/import-choices.ts';
import type { ImportPreview, InputFile } from '../../../protocol/import/import-preview.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { DataApi } from '../../../../workers/data/api.ts';

export type ImportStage = 'reading' | 'preview' | 'storing' | 'failed';

export interface ImportProblem {
  message: string;
  remedy: string;
  /** The storage is full. */
  full: boolean;
  /** Single images are broken, and can be skipped. */
  skippable: boolean;
  /** The files do not fit the choices. */
  unfit: boolean;
}

export class ImportSession {
  stage = $state<ImportStage>('reading');
  progress = $state.raw<Progress>();
  preview = $state.raw<ImportPreview>();
  problem = $state.raw<ImportProblem>();

  private abortController = new AbortController();
  /** What the preview was made with: given or changed, while the rest is guessed again with each change. */
  private given: ImportChoices = {};
  /** What was tried last, which may have failed. */
  private tried: ImportChoices = {};
  private skippedBroken = false;

  constructor(
    private readonly data: Pick<DataApi, 'preview' | 'updatePreview' | 'importFiles'>,
    readonly files: InputFile[],
  ) {}

  /** Recognises the files and makes a preview. */
  read(choices: ImportChoices): Promise<void> {
    return this.refreshPreview(choices, (progress, signal) => this.data.preview(this.files, choices, progress, signal));
  }

  /** Refreshes the preview with changed choices. */
  async revise(change: Partial<ImportChoices>): Promise<void> {
    const { preview } = this;
    if (!preview) return;
    const choices = { ...this.given, ...change };
    await this.refreshPreview(choices, (progress, signal) =>
      this.data.updatePreview(preview.id, choices, progress, signal),
    );
  }

  /** Refreshes the preview without the images that do not decode. */
  async skipBroken(): Promise<void> {
    this.skippedBroken = true;
    const choices = { ...this.tried, skipBroken: true };
    if (this.preview) await this.revise(choices);
    else await this.read(choices);
  }

  /** @returns the stored set, or undefined after an error or a cancel */
  async store(): Promise<DatasetInfo | undefined> {
    const { preview } = this;
    if (!preview) return undefined;
    return this.runStage('storing', (progress, signal) => this.data.importFiles(preview.id, progress, signal));
  }

  cancel(): void {
    this.abortController.abort();
  }

  private async refreshPreview(
    choices: ImportChoices,
    work: (progress: (at: Progress) => void, signal: AbortSignal) => Promise<ImportPreview>,
  ): Promise<void> {
    this.tried = choices;
    const found = await this.runStage('reading', work);
    if (!found) return;
    this.preview = found;
    this.given = choices;
  }

  private async runStage<T>(
    stage: ImportStage,
    work: (progress: (at: Progress) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    this.abortController = new AbortController();
    this.stage = stage;
    this.problem = undefined;
    this.progress = undefined;
    try {
      const result = await work((at) => (this.progress = at), this.abortController.signal);
      this.stage = 'preview';
      return result;
    } catch (error) {
      if (error instanceof Problem && error.code === 'cancelled' && this.preview) {
        this.stage = 'preview';
        return undefined;
      }
      const known = error instanceof Problem;
      if (!known) console.error(error);
      this.problem = {
        message: error instanceof Error ? error.message : String(error),
        remedy: known ? error.remedy : 'Nothing was stored.',
        full: known && error.code === 'full',
        skippable: known && error.code === 'bad-image' && !this.skippedBroken,
        unfit: known && error.code === 'unfit',
      };
      this.stage = 'failed';
      return undefined;
    } finally {
      this.progress = undefined;
    }
  }
}
