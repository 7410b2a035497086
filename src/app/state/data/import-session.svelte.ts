/** One import, from files to a stored data set: read, looked at, decided, stored; each long part can be cancelled. */
import type { DatasetInfo, Progress } from '../../../protocol/dataset.ts';
import type { ImportChoices, ImportPreview, InputFile } from '../../../protocol/import-preview.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { DataApi } from '../../../../workers/data/api.ts';

export type Stage = 'reading' | 'preview' | 'storing' | 'failed';

export interface Trouble {
  message: string;
  remedy: string;
  /** The storage is full: something has to go first. */
  full: boolean;
  /** It is about single images, and the rest can be had without them. */
  skippable: boolean;
}

export class Import {
  stage = $state<Stage>('reading');
  progress = $state.raw<Progress>();
  preview = $state.raw<ImportPreview>();
  problem = $state.raw<Trouble>();

  private cancelling = new AbortController();
  private wishes: ImportChoices = {};
  private skipping = false;

  constructor(
    private readonly data: Pick<DataApi, 'preview' | 'revise' | 'importFiles'>,
    readonly files: InputFile[],
  ) {}

  /** Finds out what the files are. */
  read(choices: ImportChoices): Promise<void> {
    this.wishes = choices;
    return this.look((progress, signal) => this.data.preview(this.files, choices, progress, signal));
  }

  /** Looks again with one choice changed. */
  async revise(change: Partial<ImportChoices>): Promise<void> {
    const { preview } = this;
    if (!preview) return;
    const choices = { ...preview.choices, ...change };
    await this.look((progress, signal) => this.data.revise(preview.id, choices, progress, signal));
  }

  /** Looks again, and leaves out the images that do not decode. */
  async skipBroken(): Promise<void> {
    this.skipping = true;
    if (this.preview) await this.revise({ skipBroken: true });
    else await this.read({ ...this.wishes, skipBroken: true });
  }

  /** @returns the stored set, or undefined after an error or a cancel */
  async store(): Promise<DatasetInfo | undefined> {
    const { preview } = this;
    if (!preview) return undefined;
    return this.attempt('storing', (progress, signal) => this.data.importFiles(preview.id, progress, signal));
  }

  cancel(): void {
    this.cancelling.abort();
  }

  private async look(
    work: (progress: (at: Progress) => void, signal: AbortSignal) => Promise<ImportPreview>,
  ): Promise<void> {
    const found = await this.attempt('reading', work);
    if (found) this.preview = found;
  }

  private async attempt<T>(
    stage: Stage,
    work: (progress: (at: Progress) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    this.cancelling = new AbortController();
    this.stage = stage;
    this.problem = undefined;
    this.progress = undefined;
    try {
      const result = await work((at) => (this.progress = at), this.cancelling.signal);
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
        skippable: known && error.code === 'bad-image' && !this.skipping,
      };
      this.stage = 'failed';
      return undefined;
    } finally {
      this.progress = undefined;
    }
  }
}
