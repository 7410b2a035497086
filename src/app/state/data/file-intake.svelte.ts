/** Files dropped on the page or chosen: data sets and trained assets to import, specs and logs to open. */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import { importChoicesOf, withStoredFiles } from '../../../protocol/design/dataset-choice.ts';
import type { InputFile } from '../../../protocol/import/import-preview.ts';
import type { RunInfo } from '../../../protocol/events.ts';
import { Problem } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { DataApi } from '../../../../workers/data/api.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';
import type { Messages } from '../messages.svelte.ts';
import { ASSET_EXTENSION, type AssetLibrary } from './asset-library.svelte.ts';
import { selectedFiles, collectDroppedFiles } from './file-drop.ts';
import { ImportSession } from './import-session.svelte.ts';
import type { Library } from './library.svelte.ts';

/** The parts of the session that opening files needs. */
export interface FileTarget {
  readonly assets: Pick<AssetLibrary, 'import'>;
  readonly library: Pick<Library, 'find' | 'refresh' | 'imported'>;
  readonly messages: Pick<Messages, 'notify'>;
  readonly draft: { readonly spec: Spec };
  readonly lab: Pick<LabApi, 'importLog'>;
  readonly data: DataApi;
  attempt(action: () => Promise<unknown>): Promise<void>;
  useDataset(info: DatasetInfo): void;
  loadSpec(spec: Spec): void;
  refreshRuns(): Promise<void>;
  openRun(info: RunInfo): Promise<void>;
}

export class FileIntake {
  /** The import whose dialog is open. */
  currentImport = $state.raw<ImportSession>();

  /** Where the files came from. Safari reads them only for as long as their input is in the page and holds them. */
  private lastInput: HTMLInputElement | undefined;

  constructor(private readonly session: FileTarget) {}

  chooseFiles(): void {
    this.pickFiles({}, (files) => this.receive(files));
  }

  chooseFolder(): void {
    this.pickFiles({ webkitdirectory: true }, (files) => this.receive(files));
  }

  chooseDocument(): void {
    this.pickFiles({ accept: '.json,.jsonl,.ndjson', multiple: false }, (files) => this.receive(files));
  }

  /** A table of learning curves. */
  choosePublished(add: (file: File) => Promise<void>): void {
    const use = ([first]: InputFile[]) => this.session.attempt(async () => first && (await add(first.file)));
    this.pickFiles({ accept: '.csv,.tsv,.txt', multiple: false }, use);
  }

  drop(transfer: DataTransfer): Promise<void> {
    const collecting = collectDroppedFiles(transfer);
    return this.session.attempt(async () => this.receive(await collecting));
  }

  async receive(files: InputFile[]): Promise<void> {
    await this.session.attempt(async () => {
      const [first] = files;
      if (!first)
        throw new Problem(
          'bad-file',
          'There is no file in what was dropped.',
          'Drop files, or a folder that has some in it.',
        );
      if (files.length === 1 && /\.(json|jsonl|ndjson)$/i.test(first.path)) await this.openDocument(first.file);
      else if (files.every(({ path }) => path.toLowerCase().endsWith(ASSET_EXTENSION)))
        for (const { file } of files) await this.session.assets.import(file);
      else await this.startImport(files);
    });
  }

  /** Stores the previewed data set and makes it the design's. */
  async confirmImport(importSession: ImportSession): Promise<void> {
    const info: DatasetInfo | undefined = await importSession.store();
    if (!info) return;
    this.currentImport = undefined;
    await this.session.library.refresh();
    this.session.useDataset(info);
    const size = `${info.count.toLocaleString('en')} samples`;
    // the previous run is still on show; data without labels cannot be run
    const next = info.classes.length > 0 ? ' Press Run to use it.' : '';
    this.session.messages.notify(`“${info.name}” is in this browser: ${size}.${next}`);
  }

  cancelImport(): void {
    this.currentImport?.cancel();
    this.currentImport = undefined;
  }

  private async startImport(files: InputFile[]): Promise<void> {
    this.cancelImport();
    const importSession = new ImportSession(this.session.data, files);
    this.currentImport = importSession;
    const { dataset } = this.session.draft.spec;
    const waiting =
      dataset.source === 'files' || (dataset.source === 'stored' && !this.session.library.find(dataset.id));
    await importSession.read(waiting ? importChoicesOf(dataset) : {});
    const { problem } = importSession;
    if (!waiting || !problem?.unfit) return;
    await importSession.read({});
    if (!importSession.problem)
      this.session.messages.notify(`The design’s choices do not fit these files. ${problem.message}`);
  }

  private async openDocument(file: File): Promise<void> {
    const { readDocument } = await import('../../../protocol/log/document.ts');
    const document = readDocument(await file.text(), file.name);
    if (document.kind === 'spec') {
      const { library } = this.session;
      const spec = withStoredFiles(document.spec, library.imported) ?? document.spec;
      this.session.loadSpec(spec);
      const { dataset } = spec;
      const here = dataset.source === 'built-in' || (dataset.source === 'stored' && !!library.find(dataset.id));
      const files = dataset.name === undefined ? 'a data set' : `the files of “${dataset.name}”`;
      this.session.messages.notify(
        `“${file.name}” is loaded. ${here ? 'Run starts it.' : `It needs ${files}: drop them on the page.`}`,
      );
      return;
    }
    const info = await this.session.lab.importLog(document.log);
    await this.session.refreshRuns();
    await this.session.openRun(info);
  }

  /** The browser's file dialog. */
  private pickFiles(
    how: { webkitdirectory?: boolean; accept?: string; multiple?: boolean },
    then: (files: InputFile[]) => unknown,
  ): void {
    const input = Object.assign(document.createElement('input'), {
      type: 'file',
      multiple: true,
      hidden: true,
      ...how,
    });
    document.body.append(input);
    input.oncancel = () => input.remove();
    input.onchange = () => {
      if (!input.files) return;
      this.lastInput?.remove();
      this.lastInput = input;
      void then(selectedFiles(input.files));
    };
    input.click();
  }
}
