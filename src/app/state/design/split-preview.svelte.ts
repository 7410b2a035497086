/** The class counts that a run of the design would begin with, asked of the data worker whenever the design changes. */
import type { SplitCounts } from '../../../protocol/dataset.ts';
import { Problem, problemText } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Session } from '../session.svelte.ts';

/** Milliseconds without another change before anything is asked. */
const DEBOUNCE_MS = 250;

export class SplitPreview {
  counts = $state.raw<SplitCounts>();
  /** Why there can be none, for a person. */
  error = $state<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller: AbortController | undefined;

  constructor(private readonly session: Session) {}

  /** The newest wish wins; what was shown stays until it is answered. */
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
      // that the files are not here is said where they are chosen
      const told = !(error instanceof Problem && error.code === 'missing');
      [this.counts, this.error] = [undefined, told ? problemText(error) : undefined];
    }
  }
}
