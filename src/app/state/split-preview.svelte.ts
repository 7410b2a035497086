/** Class counts of the splits that a run of the design would begin with, computed by the data worker on every change. */
import type { SplitCounts } from '../../protocol/dataset.ts';
import { Problem, problemText } from '../../protocol/problem.ts';
import type { Spec } from '../../protocol/spec.ts';
import type { Session } from './session.svelte.ts';

/** Milliseconds without a change before the counts are computed. */
const DEBOUNCE_MS = 250;

export class SplitPreview {
  counts = $state.raw<SplitCounts>();
  /** Why there are no counts. */
  error = $state<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller: AbortController | undefined;

  constructor(private readonly session: Session) {}

  /** Replaces a pending request; the previous counts stay until the new ones are there. */
  request(spec: Spec): void {
    this.cancel();
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.timer = setTimeout(() => void this.load(spec, signal), DEBOUNCE_MS);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.controller?.abort();
  }

  private async load(spec: Spec, signal: AbortSignal): Promise<void> {
    try {
      const info = await this.session.library.findOrGenerate(spec.dataset, signal);
      const counts = await this.session.data.splitCounts(info.id, spec, spec.seeds[0]!);
      if (!signal.aborted) [this.counts, this.error] = [counts, undefined];
    } catch (error) {
      if (signal.aborted) return;
      // the data panel reports missing files
      const told = !(error instanceof Problem && error.code === 'missing');
      [this.counts, this.error] = [undefined, told ? problemText(error) : undefined];
    }
  }
}
