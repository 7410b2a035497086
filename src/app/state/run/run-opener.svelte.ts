/** Puts runs on show: one that is created of a spec, or a stored one. Of several at once the last one counts. */
import type { RunInfo } from '../../../protocol/events.ts';
import type { DatasetSpec, Spec } from '../../../protocol/spec.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';
import type { Library } from '../data/library.svelte.ts';
import { sameSpec, type Draft } from '../draft.svelte.ts';
import { focus } from '../focus.svelte.ts';
import type { Backend } from './backend.svelte.ts';
import { demoRuns } from './demo-runs.ts';
import { LatestOnly } from './latest-only.ts';
import type { Player } from './player.svelte.ts';

/** The parts of the session that opening runs needs. */
export interface RunTarget {
  readonly player: Player;
  readonly library: Pick<Library, 'findFresh' | 'findOrGenerate'>;
  readonly backend: Pick<Backend, 'start'>;
  readonly draft: Pick<Draft, 'spec' | 'load'>;
  readonly lab: Pick<LabApi, 'deleteRun'>;
  attempt(action: () => Promise<unknown>): Promise<void>;
}

export class RunOpener {
  /** An unfinished run is on show since the page was opened, and was not resumed yet. */
  awaitingResume = $state(false);
  /** What a run is being created of. */
  private creating = $state.raw<{ spec: Spec }>();
  private startController: AbortController | undefined;
  private readonly latestOnly = new LatestOnly();

  constructor(private readonly session: RunTarget) {}

  /** Whether the design has changed since a run of it began to be created. */
  get outdated(): boolean {
    return !!this.creating && !sameSpec(this.session.draft.spec, this.creating.spec);
  }

  /** Gives up what is being prepared. */
  cancel(): void {
    this.startController?.abort();
    this.creating = undefined;
  }

  /**
   * Obtains the data and creates a run of the spec, which is then on show. Where that fails, the run before stays there.
   * @throws Problem
   */
  async create(spec: Spec): Promise<RunInfo> {
    const { player, library, backend, lab } = this.session;
    this.cancel();
    const checkLatest = this.latestOnly.begin();
    await player.stop();
    checkLatest();
    const before = player.info;
    const preparing = (this.startController = new AbortController());
    const creating = (this.creating = { spec });
    player.phase = 'preparing';
    try {
      const obtaining = library.findOrGenerate(spec.dataset, preparing.signal);
      const [dataset] = await Promise.all([obtaining, backend.start()]);
      const info = await player.create(spec, dataset, checkLatest);
      focus.reset();
      if (before) await demoRuns.discard(before.id, lab);
      return info;
    } finally {
      if (this.startController === preparing) {
        this.startController = undefined;
        player.endPreparing();
      }
      if (this.creating === creating) this.creating = undefined;
    }
  }

  /** Shows a stored run. @param waiting whether it is offered for resuming since the page was opened */
  async open(info: RunInfo, waiting: boolean): Promise<void> {
    const { player, library, draft, lab } = this.session;
    this.cancel();
    const checkLatest = this.latestOnly.begin();
    await demoRuns.discardShown(player, lab);
    const dataset = await library.findFresh(info.dataset.id);
    checkLatest();
    await player.open(info, dataset, checkLatest);
    this.awaitingResume = waiting;
    focus.reset();
    draft.load(info.spec);
    if (!dataset) void this.session.attempt(() => this.generateData(info, info.spec.dataset));
  }

  /** Generates the built-in data of the run on show again, as for the log of another browser: its figures draw samples from them. */
  private async generateData({ id, dataset }: RunInfo, spec: DatasetSpec): Promise<void> {
    if (spec.source !== 'built-in') return;
    const preparing = (this.startController = new AbortController());
    const found = await this.session.library.findOrGenerate(spec, preparing.signal);
    const { player } = this.session;
    if (player.info?.id === id && found.id === dataset.id) player.dataset = found;
  }
}
