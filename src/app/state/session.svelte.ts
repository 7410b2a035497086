/**
 * The page's state: the spec being edited, the run on show, the data sets, runs and assets stored in this browser; and
 * the operations on them, which `actions/` and the panels call.
 */
import type { Catalogue } from '../../protocol/catalogue.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { RunInfo } from '../../protocol/events.ts';
import { firstPreset } from '../../presets/first.ts';
import type { Preset } from '../../presets/preset.ts';
import { Problem } from '../../protocol/problem.ts';
import { checkAgainstCatalogue } from '../../protocol/catalogue-check.ts';
import { parseSpec, type Spec } from '../../protocol/spec.ts';
import type { DataApi } from '../../../workers/data/api.ts';
import type { BackendChange, LabApi, Pace } from '../../../workers/lab/api.ts';
import { AssetLibrary } from './data/asset-library.svelte.ts';
import { FileIntake } from './data/file-intake.svelte.ts';
import { Library } from './data/library.svelte.ts';
import { incompatibilities } from '../../protocol/design/compatibility.ts';
import { withDataset, withStoredFiles } from '../../protocol/design/dataset-choice.ts';
import { Draft, sameSpec } from './draft.svelte.ts';
import { focus } from './focus.svelte.ts';
import { Messages } from './messages.svelte.ts';
import { Backend } from './run/backend.svelte.ts';
import { demoRuns } from './run/demo-runs.ts';
import { OverlaidRuns } from './run/overlaid-runs.svelte.ts';
import { PublishedFiles } from './run/published-files.svelte.ts';
import { Player } from './run/player.svelte.ts';
import { RunList } from './run/run-list.svelte.ts';
import { RunOpener } from './run/run-opener.svelte.ts';

export class Session {
  readonly messages = new Messages();
  readonly draft = new Draft(parseSpec(firstPreset.spec));
  readonly library: Library;
  readonly assets: AssetLibrary;
  readonly files = new FileIntake(this);
  readonly player: Player;
  readonly runs: RunList;
  readonly overlaid: OverlaidRuns;
  readonly published = new PublishedFiles();
  readonly backend: Backend;
  readonly opener: RunOpener;

  catalogue = $state.raw<Catalogue>();
  /** Whether it is decided what the page opens with; the address is left alone before. */
  opened = $state(false);
  /** The link that is being opened; the address is left alone meanwhile. */
  followedLink = $state.raw<{ opened: Promise<unknown> }>();
  /** Whether the visitor has dismissed the list of unfinished runs. */
  resumeListHidden = $state(false);
  /** Whether the list of stored data sets, runs and assets is open. */
  storageOpen = $state(false);
  /** The dialog over the page, apart from those that a panel opens. */
  overlay = $state<'keys' | 'palette' | 'predictions' | 'runs'>();

  /** Whether the design differs from that of the run on show: Run then starts a new run. */
  readonly designChanged = $derived.by(() => !!this.player.spec && !sameSpec(this.draft.spec, this.player.spec));
  /** Whether one more cycle can be run. */
  readonly canStep = $derived.by(() => !this.player.active && (this.player.phase !== 'finished' || this.designChanged));
  readonly datasetSummary = $derived.by(() => this.library.summary(this.draft.spec.dataset));
  /** Parts of the design that its data set does not support. */
  readonly incompatibilities = $derived.by(() =>
    this.datasetSummary ? incompatibilities(this.draft.spec, this.datasetSummary, this.catalogue) : [],
  );
  /** Unfinished runs of earlier visits; the one on show is among them until it is resumed. */
  readonly resumableRuns = $derived.by(() =>
    this.runs.interrupted.filter(
      (one) => one.id !== this.player.info?.id || (this.opener.awaitingResume && !this.player.active),
    ),
  );

  /** @param openData the interface of the data worker; of a new one where the last one died */
  constructor(
    private readonly openData: () => DataApi,
    readonly lab: LabApi,
  ) {
    this.library = new Library(openData);
    this.assets = new AssetLibrary({
      openData,
      messages: this.messages,
      attempt: (action) => this.attempt(action),
      onChange: () => this.library.refresh(),
    });
    this.player = new Player(lab, (text) => this.messages.notifySticky(text));
    this.runs = new RunList(lab);
    this.overlaid = new OverlaidRuns(lab);
    this.backend = new Backend(lab);
    this.opener = new RunOpener(this);
  }

  /** After a device loss; the message stays, since the visitor may be away. */
  backendChanged({ backend, text }: BackendChange): void {
    this.backend.info = backend;
    this.messages.notifySticky(text);
  }

  get data(): DataApi {
    return this.openData();
  }

  /** Runs the design, or resumes its run. @param again from the beginning, even where its run can be resumed */
  async run(pace: Pace = 'run', again = false): Promise<void> {
    this.messages.dismissErrors();
    // a demonstration run that another design replaces stays one, and is deleted
    if (!this.designChanged && !again) this.claimRun();
    await this.attempt(async () => {
      this.opener.awaitingResume = false;
      const fresh = again || !this.player.info || this.designChanged || this.player.phase === 'finished';
      if (fresh) await this.opener.create(this.draft.spec);
      focus.shownCycle = 'latest';
      // a design that was changed while its run was prepared waits for another Run
      if (!fresh || !this.designChanged) await this.player.play(pace);
    });
    await this.refreshRuns();
  }

  async toggle(): Promise<void> {
    if (this.player.phase === 'running') await this.attempt(() => this.player.pause());
    else return this.run();
    this.claimRun();
  }

  async step(): Promise<void> {
    if (this.canStep) await this.run('cycle');
  }

  /** Runs the design from the beginning. Its unfinished run is deleted, since the new one repeats it; not where a person answered. */
  restart(): Promise<void> {
    const { info, log } = this.player;
    const answered = log.some((event) => event.type === 'labelled' && event.synthetic?.by.kind === 'person');
    if (info && !info.finished && !answered && !this.designChanged) demoRuns.add(info.id);
    return this.run('run', true);
  }

  /** Makes the design that of the run on show again. */
  returnToRun(): void {
    if (this.player.spec) this.draft.load(this.player.spec);
  }

  async stop(): Promise<void> {
    this.opener.cancel();
    this.claimRun();
    await this.attempt(() => this.player.stop());
    await this.refreshRuns();
  }

  /** Changes the design; a running run of another design pauses. @returns what is wrong with the change */
  edit(changed: unknown): string | undefined {
    const fault = this.draft.edit(changed);
    if (!fault) this.pauseIfChanged();
    return fault;
  }

  undo(): void {
    this.draft.undo();
    this.pauseIfChanged();
  }

  redo(): void {
    this.draft.redo();
    this.pauseIfChanged();
  }

  /** Shows and runs a preset; one for files only runs where they have been imported. */
  async loadPreset(preset: Preset): Promise<void> {
    const spec = parseSpec(preset.spec);
    const runnable = withStoredFiles(spec, this.library.imported);
    if (!runnable) {
      this.loadSpec(spec);
      this.messages.notify(`“${preset.name}” needs its files: drop them on the page.`);
      return;
    }
    this.draft.load(runnable);
    focus.surface = preset.planeLayer ?? 'regions';
    await this.run();
  }

  /** Shows a spec without running it. @throws Problem where the catalogue does not know a part of it */
  loadSpec(spec: Spec): void {
    if (this.catalogue) checkAgainstCatalogue(spec, this.catalogue);
    this.draft.load(spec);
    this.pauseIfChanged();
  }

  /** Makes a stored data set the design's, and adapts the design to it. */
  useDataset(info: DatasetInfo): void {
    if (this.player.info?.dataset.id === info.id) {
      // data of the run on show that were missing
      this.player.dataset ??= info;
      if (!this.designChanged) return;
    }
    const { datasetSummary: current, catalogue } = this;
    const fault = this.edit(withDataset(this.draft.spec, info, { current, catalogue }));
    if (fault) this.messages.error(new Problem('unfit', fault));
  }

  async openRun(info: RunInfo, waiting = false): Promise<void> {
    await this.attempt(() => this.opener.open(info, waiting));
  }

  /** Opens and runs an unfinished run. */
  async resume(info: RunInfo): Promise<void> {
    if (this.player.info?.id !== info.id) await this.openRun(info);
    await this.run();
  }

  refreshRuns(): Promise<void> {
    return this.runs.refresh(this.player.info?.id);
  }

  /** Samples of the data set on show, with their labels in its run: −1 for classes that the run leaves out. */
  readonly samples = (indices: number[]) =>
    this.library.samples(this.player.dataset, indices, this.player.spec?.dataset.classes);

  /** Runs an operation of the visitor; errors become messages. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const full = error instanceof Problem && error.code === 'full';
      this.messages.error(error, full ? { label: 'Show stored data', run: () => this.showStorage() } : undefined);
    }
  }

  /** Opens the list of stored data sets, runs and assets. */
  showStorage(): void {
    this.storageOpen = true;
    void this.library.refresh();
  }

  private pauseIfChanged(): void {
    if (this.designChanged && this.player.phase === 'running') void this.attempt(() => this.player.pause());
  }

  /** The run on show is no demonstration any more: the visitor has worked with it. */
  private claimRun(): void {
    if (this.player.info) demoRuns.remove(this.player.info.id);
  }
}
