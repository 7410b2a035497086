/** Everything that comes in as a file: data sets and prepared assets to import, specs and logs to open. */
import type { DatasetInfo } from '../../../protocol/dataset.ts';
import type { ImportChoices, InputFile } from '../../../protocol/import-preview.ts';
import { Problem } from '../../../protocol/problem.ts';
import { readDocument } from '../exports.ts';
import type { Session } from '../session.svelte.ts';
import { ASSET_FILE } from './asset-library.svelte.ts';
import { chosen, collect } from './file-drop.ts';
import { Import } from './import-session.svelte.ts';

export class Arrivals {
  /** The import that is being decided on. */
  current = $state.raw<Import>();

  constructor(private readonly session: Session) {}

  chooseFiles(): void {
    this.ask({}, (files) => this.receive(files));
  }

  chooseFolder(): void {
    this.ask({ webkitdirectory: true }, (files) => this.receive(files));
  }

  chooseDocument(): void {
    this.ask({ accept: '.json,.jsonl,.ndjson', multiple: false }, (files) => this.receive(files));
  }

  drop(transfer: DataTransfer): Promise<void> {
    const collecting = collect(transfer);
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
      else if (files.every(({ path }) => path.toLowerCase().endsWith(ASSET_FILE)))
        for (const { file } of files) await this.session.assets.import(file);
      else await this.begin(files);
    });
  }

  /** Stores what was previewed and makes it the experiment's data. */
  async accept(arrival: Import): Promise<void> {
    const info: DatasetInfo | undefined = await arrival.store();
    if (!info) return;
    this.current = undefined;
    await this.session.library.refresh();
    this.session.useDataset(info);
    const size = `${info.count.toLocaleString('en')} samples`;
    // what is on show is still the run before; without labels there will be none
    const next = info.classes.length > 0 ? ' Run begins with them.' : '';
    this.session.messages.say(`“${info.name}” is in this browser: ${size}.${next}`);
  }

  close(): void {
    this.current?.cancel();
    this.current = undefined;
  }

  private async begin(files: InputFile[]): Promise<void> {
    this.close();
    const arrival = new Import(this.session.data, files);
    this.current = arrival;
    await arrival.read(this.wishes());
  }

  /** A spec that waits for its files may say how they are to be read. */
  private wishes(): ImportChoices {
    const { dataset } = this.session.draft.spec;
    if (dataset.source !== 'files') return {};
    const { name, labelColumn, imageSize } = dataset;
    return {
      ...(name === undefined ? {} : { name }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
      ...(imageSize === undefined ? {} : { imageSize }),
    };
  }

  private async openDocument(file: File): Promise<void> {
    const document = readDocument(await file.text(), file.name);
    if (document.kind === 'spec') {
      this.session.loadSpec(document.spec);
      this.session.messages.say(`“${file.name}” is loaded. Run starts it.`);
      return;
    }
    const info = await this.session.lab.importLog(document.log);
    await this.session.refreshRuns();
    await this.session.showRun(info);
  }

  /** The browser's file dialog. */
  private ask(
    how: { webkitdirectory?: boolean; accept?: string; multiple?: boolean },
    then: (files: InputFile[]) => unknown,
  ): void {
    const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true, ...how });
    input.onchange = () => {
      if (input.files) void then(chosen(input.files));
    };
    input.click();
  }
}
