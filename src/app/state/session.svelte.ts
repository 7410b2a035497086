/**
 * The page's state: the spec being edited, the run on show, what is kept in this browser; and everything that a
 * visitor can do with them. Components call these actions; keys, menus and buttons call the same ones.
 */
import type { Catalogue } from '../../protocol/catalogue.ts';
import type { DatasetInfo } from '../../protocol/dataset.ts';
import type { BackendInfo, RunInfo } from '../../protocol/events.ts';
import { presets, type Preset } from '../../presets/index.ts';
import { Problem } from '../../protocol/problem.ts';
import { checkNames } from '../../protocol/catalogue-check.ts';
import { parseSpec, takenOf, type Spec } from '../../protocol/spec.ts';
import type { DataApi } from '../../../workers/data/api.ts';
import type { BackendChange, LabApi, Pace } from '../../../workers/lab/api.ts';
import { Assets } from './data/asset-library.svelte.ts';
import { Library } from './data/library.svelte.ts';
import { fitTo } from './design/compatibility.ts';
import { Draft, sameSpec } from './draft.svelte.ts';
import { focus } from './focus.svelte.ts';
import { Messages } from './messages.svelte.ts';
import { demos } from './run/demo-runs.ts';
import { Player } from './run/player.svelte.ts';
import { Runs } from './run/run-list.svelte.ts';
import { Wishes } from './run/latest-only.ts';

export class Session {
  readonly messages = new Messages();
  readonly draft = new Draft(parseSpec(presets[0].spec));
  readonly library: Library;
  readonly assets: Assets;
  readonly player: Player;
  readonly runs: Runs;

  catalogue = $state.raw<Catalogue>();
  backend = $state.raw<BackendInfo>();
  /** Whether the visitor has put the offer to resume aside. */
  offersHidden = $state(false);
  /** Whether the list of what is kept in this browser is open. */
  keptOpen = $state(false);

  /** Whether the design differs from that of the run on show, so that Run begins anew. */
  readonly changed = $derived.by(() => !!this.player.spec && !sameSpec(this.draft.spec, this.player.spec));
  /** Whether there is a next cycle to go to. */
  readonly canStep = $derived.by(() => !this.player.active && (this.player.phase !== 'finished' || this.changed));
  readonly subject = $derived.by(() => this.library.subject(this.draft.spec.dataset));
  /** Runs of an earlier visit that can go on: the one on show too, until it is taken up. */
  readonly offers = $derived.by(() =>
    this.runs.cutShort.filter((one) => one.id !== this.player.info?.id || (this.waiting && !this.player.active)),
  );

  /** An unfinished run was put on show on opening, and has not been taken up yet. */
  private waiting = $state(false);
  private preparing: AbortController | undefined;
  private readonly wishes = new Wishes();
  private starting: Promise<BackendInfo> | undefined;

  /** @param openData gives the data worker's interface, of a new worker where the last one died */
  constructor(
    private readonly openData: () => DataApi,
    readonly lab: LabApi,
  ) {
    this.library = new Library(openData);
    this.assets = new Assets(
      openData,
      this.messages,
      (action) => this.attempt(action),
      () => this.library.refresh(),
    );
    this.player = new Player(lab);
    this.runs = new Runs(lab);
  }

  /** Chooses the backend once; tried again where it failed. */
  startBackend(): Promise<BackendInfo> {
    this.starting ??= this.lab.backend('auto').then(
      (info) => (this.backend = info),
      (error: unknown) => {
        this.starting = undefined;
        throw error;
      },
    );
    return this.starting;
  }

  /** The device was lost, and something else computes in its place: the visitor may have been away, so the words stay. */
  backendChanged({ backend, text }: BackendChange): void {
    this.backend = backend;
    this.messages.note(text);
  }

  get data(): DataApi {
    return this.openData();
  }

  /** Runs, or goes on with, the design as it stands. */
  async run(pace: Pace = 'run'): Promise<void> {
    this.messages.dismissErrors();
    // a demonstration that gives way to another design is nobody's
    if (!this.changed) this.touch();
    await this.go(pace);
  }

  async toggle(): Promise<void> {
    if (this.player.phase === 'running') await this.attempt(() => this.player.pause());
    else return this.run();
    this.touch();
  }

  async step(): Promise<void> {
    if (this.canStep) await this.run('cycle');
  }

  async stop(): Promise<void> {
    this.preparing?.abort();
    this.touch();
    await this.attempt(() => this.player.stop());
    await this.refreshRuns();
  }

  /** Changes the design. A run at work halts; it stays in the store. */
  edit(changed: unknown): string | undefined {
    const fault = this.draft.edit(changed);
    if (!fault) this.haltIfChanged();
    return fault;
  }

  undo(): void {
    this.draft.undo();
    this.haltIfChanged();
  }

  redo(): void {
    this.draft.redo();
    this.haltIfChanged();
  }

  /** Shown and started; one that is for files is started where they have been imported, and waits for them elsewhere. */
  async loadPreset(preset: Preset): Promise<void> {
    const spec = parseSpec(preset.spec);
    const { dataset } = spec;
    if (dataset.source === 'files') {
      const kept = this.library.imported.find((one) => one.name === dataset.name);
      if (!kept) {
        this.loadSpec(spec);
        this.messages.say(`“${preset.name}” waits for its files: drop them on the page.`);
        return;
      }
      spec.dataset = { source: 'stored', id: kept.id, name: kept.name, ...takenOf(dataset) };
    }
    this.draft.load(spec);
    focus.surface = preset.surface ?? 'regions';
    await this.run();
  }

  /** A spec from a file: shown, and started by the visitor. */
  loadSpec(spec: Spec): void {
    if (this.catalogue) checkNames(spec, this.catalogue);
    this.draft.load(spec);
    this.haltIfChanged();
  }

  /** Makes a stored data set the experiment's, and the design fit for it. */
  useDataset(info: DatasetInfo): void {
    // taken as the design says, where these are the data that it waited for
    const how = this.subject ? {} : takenOf(this.draft.spec.dataset);
    const there = how.classes?.every((one) => info.classes.includes(one)) ?? true;
    const dataset = { source: 'stored' as const, id: info.id, name: info.name, ...(there && how) };
    // a design that waited for these data keeps its name; another one's name no longer tells what it is
    const { name, ...rest } = this.draft.spec;
    const spec = { ...rest, dataset, ...(this.subject || name === undefined ? {} : { name }) };
    const fitted = fitTo(spec, this.subject, info, this.catalogue);
    const fault = this.edit(fitted);
    if (fault) this.messages.fault(new Problem('unfit', fault));
  }

  async showRun(info: RunInfo, waiting = false): Promise<void> {
    await this.attempt(async () => {
      this.preparing?.abort();
      const wished = this.wishes.anew();
      await this.leaveDemo();
      const dataset = await this.library.located(info.dataset.id);
      wished();
      await this.player.show(info, dataset);
      this.waiting = waiting;
      focus.reset();
      this.draft.load(info.spec);
    });
  }

  /** Goes on with a run that was cut short. */
  async resume(info: RunInfo): Promise<void> {
    if (this.player.info?.id !== info.id) await this.showRun(info);
    await this.run();
  }

  async deleteRun(info: RunInfo): Promise<void> {
    await this.attempt(async () => {
      if (this.player.info?.id === info.id) await this.player.leave();
      await this.lab.deleteRun(info.id);
      demos.remove(info.id);
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
  async begin(spec: Spec): Promise<RunInfo> {
    this.preparing?.abort();
    const wished = this.wishes.anew();
    await this.leaveDemo();
    await this.player.leave();
    wished();
    this.player.phase = 'preparing';
    const preparing = (this.preparing = new AbortController());
    try {
      const obtaining = this.library.obtain(spec.dataset, preparing.signal);
      const [dataset] = await Promise.all([obtaining, this.startBackend()]);
      const info = await this.player.create(spec, dataset, wished);
      focus.reset();
      return info;
    } finally {
      if (this.preparing === preparing) {
        this.preparing = undefined;
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
      this.messages.fault(error, full ? { label: 'Show what is kept', run: () => this.showKept() } : undefined);
    }
  }

  /** Opens the list of what is kept in this browser, to make room. */
  showKept(): void {
    this.keptOpen = true;
    void this.library.refresh();
  }

  private async go(pace: Pace): Promise<void> {
    await this.attempt(async () => {
      this.waiting = false;
      const fresh = !this.player.info || this.changed || this.player.phase === 'finished';
      if (fresh) await this.begin(this.draft.spec);
      focus.shownCycle = 'latest';
      await this.player.play(pace);
    });
    await this.refreshRuns();
  }

  private haltIfChanged(): void {
    if (this.changed && this.player.phase === 'running') void this.attempt(() => this.player.pause());
  }

  /** The run on show is the visitor's own from here on. */
  private touch(): void {
    if (this.player.info) demos.remove(this.player.info.id);
  }

  /** A demonstration that nobody touched goes when something else comes. */
  private async leaveDemo(): Promise<void> {
    const id = this.player.info?.id;
    if (!id || !demos.list().includes(id)) return;
    await this.player.leave();
    await this.lab.deleteRun(id);
    demos.remove(id);
  }
}
