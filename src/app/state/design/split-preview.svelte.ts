/** The class counts that a run of the design would begin with, asked of the data worker whenever the design changes. */
import type { SplitCounts } from '../../../protocol/dataset.ts';
import { Problem, sentence } from '../../../protocol/problem.ts';
import type { Spec } from '../../../protocol/spec.ts';
import type { Session } from '../session.svelte.ts';

/** Milliseconds without another change before anything is asked. */
const PAUSE = 250;

export class SplitPreview {
  counts = $state.raw<SplitCounts>();
  /** Why there can be none, for a person. */
  fault = $state<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  constructor(private readonly session: Session) {}

  /** The newest wish wins; what was shown stays until it is answered. */
  ask(spec: Spec): void {
    this.end();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.timer = setTimeout(() => void this.bring(spec, signal), PAUSE);
  }

  end(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  private async bring(spec: Spec, signal: AbortSignal): Promise<void> {
    try {
      const info = await this.session.library.obtain(spec.dataset, signal);
      const counts = await this.session.data.splitCounts(info.id, spec, spec.seeds[0]!);
      if (!signal.aborted) [this.counts, this.fault] = [counts, undefined];
    } catch (error) {
      if (signal.aborted) return;
      // that the files are not here is said where they are chosen
      const told = !(error instanceof Problem && error.code === 'missing');
      [this.counts, this.fault] = [undefined, told ? sentence(error) : undefined];
    }
  }
}
