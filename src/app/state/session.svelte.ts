/**
 * The page's state: the spec being edited, the run on show, what is kept in this browser; and everything that a
 * visitor can do with them. Components call these actions; keys, menus and buttons call the same ones.
 */
import type { Catalogue } from '../../protocol/catalogue.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { BackendInfo, RunInfo } from '../../protocol/events.ts';
import { presets, type Preset } from '../../presets/index.ts';
import { Problem } from '../../protocol/problem.ts';
import { checkAgainstCatalogue } from '../../protocol/catalogue-check.ts';
import { parseSpec, datasetOptionsOf, type Spec } from '../../protocol/spec.ts';
import type { DataApi } from '../../../workers/data/api.ts';
import type { BackendChange, LabApi, Pace } from '../../../workers/lab/api.ts';
import { AssetLibrary } from './data/asset-library.svelte.ts';
import { Library } from './data/library.svelte.ts';
import { adaptTo } from './design/compatibility.ts';
import { Draft, sameSpec } from './draft.svelte.ts';
import { focus } from './focus.svelte.ts';
import { Messages } from './messages.svelte.ts';
import { demoRuns } from './run/demo-runs.ts';
import { Player } from './run/player.svelte.ts';
import { RunList } from './run/run-list.svelte.ts';
import { LatestOnly } from './run/latest-only.ts';

export class Session {
  readonly messages = new Messages();
  readonly draft = new Draft(parseSpec(presets[0].spec));
  readonly library: Library;
  readonly assets: AssetLibrary;
  readonly player: Player;
  readonly runs: RunList;

  catalogue = $state.raw<Catalogue>();
  backend = $state.raw<BackendInfo>();
  /** Whether the visitor has put the offer to resume aside. */
  resumeListHidden = $state(false);
  /** Whether the list of what is kept in this browser is open. */
  storageOpen = $state(false);

  /** Whether the design differs from that of the run on show, so that Run begins anew. */
  readonly designChanged = $derived.by(() => !!this.player.spec && !sameSpec(this.draft.spec, this.player.spec));
  /** Whether there is a next cycle to go to. */
  readonly canStep = $derived.by(() => !this.player.active && (this.player.phase !== 'finished' || this.designChanged));
  readonly datasetSummary = $derived.by(() => this.library.summary(this.draft.spec.dataset));
  /** Runs of an earlier visit that can go on: the one on show too, until it is taken up. */
  readonly resumableRuns = $derived.by(() =>
    this.runs.interrupted.filter(
      (one) => one.id !== this.player.info?.id || (this.awaitingResume && !this.player.active),
    ),
  );

  /** An unfinished run was put on show on opening, and has not been taken up yet. */
  private awaitingResume = $state(false);
  private startController: AbortController | undefined;
  private readonly latestOnly = new LatestOnly();
  private backendPromise: Promise<BackendInfo> | undefined;

  /** @param openData gives the data worker's interface, of a new worker where the last one died */
  constructor(
    private readonly openData: () => DataApi,
    readonly lab: LabApi,
  ) {
    this.library = new Library(openData);
    this.assets = new AssetLibrary(
      openData,
      this.messages,
      (action) => this.attempt(action),
      () => this.library.refresh(),
    );
    this.player = new Player(lab);
    this.runs = new RunList(lab);
  }

  /** Chooses the backend once; tried again where it failed. */
  startBackend(): Promise<BackendInfo> {
    this.backendPromise ??= this.lab.setBackend('auto').then(
      (info) => (this.backend = info),
      (error: unknown) => {
        this.backendPromise = undefined;
        throw error;
      },
    );
    return this.backendPromise;
  }

  /** The device was lost, and something else computes in its place: the visitor may have been away, so the words stay. */
  backendChanged({ backend, text }: BackendChange): void {
    this.backend = backend;
    this.messages.notifySticky(text);
  }

  get data(): DataApi {
    return this.openData();
  }

  /** Runs, or goes on with, the design as it stands. */
  async run(pace: Pace = 'run'): Promise<void> {
    this.messages.dismissErrors();
    // a demonstration that gives way to another design is nobody's
    if (!this.designChanged) this.claimRun();
    await this.runOrResume(pace);
  }

  async toggle(): Promise<void> {
    if (this.player.phase === 'running') await this.attempt(() => this.player.pause());
    else return this.run();
    this.claimRun();
  }

  async step(): Promise<void> {
    if (this.canStep) await this.run('cycle');
  }

  async stop(): Promise<void> {
    this.startController?.abort();
    this.claimRun();
    await this.attempt(() => this.player.stop());
    await this.refreshRuns();
  }

  /** Changes the design. A run at work halts; it stays in the store. */
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

  /** Shown and started; one that is for files is started where they have been imported, and waits for them elsewhere. */
  async loadPreset(preset: Preset): Promise<void> {
    const spec = parseSpec(preset.spec);
    const { dataset } = spec;
    if (dataset.source === 'files') {
      const storedSet = this.library.imported.find((one) => one.name === dataset.name);
      if (!storedSet) {
        this.loadSpec(spec);
        this.messages.notify(`“${preset.name}” needs its files: drop them on the page.`);
        return;
      }
      spec.dataset = { source: 'stored', id: storedSet.id, name: storedSet.name, ...datasetOptionsOf(dataset) };
    }
    this.draft.load(spec);
    focus.surface = preset.planeLayer ?? 'regions';
    await this.run();
  }

  /** A spec from a file: shown, and started by the visitor. */
  loadSpec(spec: Spec): void {
    if (this.catalogue) checkAgainstCatalogue(spec, this.catalogue);
    this.draft.load(spec);
    this.pauseIfChanged();
  }

  /** Makes a stored data set the experiment's, and the design fit for it. */
  useDataset(info: DatasetInfo): void {
    // taken as the design says, where these are the data that it waited for
    const datasetOptions = this.datasetSummary ? {} : datasetOptionsOf(this.draft.spec.dataset);
    const classesPresent = datasetOptions.classes?.every((one) => info.classes.includes(one)) ?? true;
    const dataset = { source: 'stored' as const, id: info.id, name: info.name, ...(classesPresent && datasetOptions) };
    // a design that waited for these data keeps its name; another one's name no longer tells what it is
    const { name, ...rest } = this.draft.spec;
    const spec = { ...rest, dataset, ...(this.datasetSummary || name === undefined ? {} : { name }) };
    const fitted = adaptTo(spec, this.datasetSummary, info, this.catalogue);
    const fault = this.edit(fitted);
    if (fault) this.messages.error(new Problem('unfit', fault));
  }

  async openRun(info: RunInfo, waiting = false): Promise<void> {
    await this.attempt(async () => {
      this.startController?.abort();
      const checkLatest = this.latestOnly.begin();
      await this.discardDemo();
      const dataset = await this.library.findFresh(info.dataset.id);
      checkLatest();
      await this.player.open(info, dataset);
      this.awaitingResume = waiting;
      focus.reset();
      this.draft.load(info.spec);
    });
  }

  /** Goes on with a run that was cut short. */
  async resume(info: RunInfo): Promise<void> {
    if (this.player.info?.id !== info.id) await this.openRun(info);
    await this.run();
  }

  async deleteRun(info: RunInfo): Promise<void> {
    await this.attempt(async () => {
      if (this.player.info?.id === info.id) await this.player.close();
      await this.lab.deleteRun(info.id);
      demoRuns.remove(info.id);
    });
    await this.refreshRuns();
  }

  refreshRuns(): Promise<void> {
    return this.runs.refresh(this.player.info?.id);
  }

  /** Samples of the set on show, for the figures, with the labels that they have in its run. */
  readonly samples = (indices: number[]) =>
    this.library.samples(this.player.dataset, indices, this.player.spec?.dataset.classes);

  /** The data, then a run of them, then its place on show. */
  async createRun(spec: Spec): Promise<RunInfo> {
    this.startController?.abort();
    const checkLatest = this.latestOnly.begin();
    await this.discardDemo();
    await this.player.close();
    checkLatest();
    this.player.phase = 'preparing';
    const preparing = (this.startController = new AbortController());
    try {
      const obtaining = this.library.findOrGenerate(spec.dataset, preparing.signal);
      const [dataset] = await Promise.all([obtaining, this.startBackend()]);
      const info = await this.player.create(spec, dataset, checkLatest);
      focus.reset();
      return info;
    } finally {
      if (this.startController === preparing) {
        this.startController = undefined;
        if (this.player.phase === 'preparing') this.player.phase = 'empty';
      }
    }
  }

  /** Does what a visitor asked for; what goes wrong is said. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      const full = error instanceof Problem && error.code === 'full';
      this.messages.error(error, full ? { label: 'Show stored data', run: () => this.showStorage() } : undefined);
    }
  }

  /** Opens the list of what is kept in this browser, to make room. */
  showStorage(): void {
    this.storageOpen = true;
    void this.library.refresh();
  }

  private async runOrResume(pace: Pace): Promise<void> {
    await this.attempt(async () => {
      this.awaitingResume = false;
      const fresh = !this.player.info || this.designChanged || this.player.phase === 'finished';
      if (fresh) await this.createRun(this.draft.spec);
      focus.shownCycle = 'latest';
      await this.player.play(pace);
    });
    await this.refreshRuns();
  }

  private pauseIfChanged(): void {
    if (this.designChanged && this.player.phase === 'running') void this.attempt(() => this.player.pause());
  }

  /** The run on show is the visitor's own from here on. */
  private claimRun(): void {
    if (this.player.info) demoRuns.remove(this.player.info.id);
  }

  /** A demonstration that nobody touched goes when something else comes. */
  private async discardDemo(): Promise<void> {
    const id = this.player.info?.id;
    if (!id || !demoRuns.list().includes(id)) return;
    await this.player.close();
    await this.lab.deleteRun(id);
    demoRuns.remove(id);
  }
}
