/** The samples behind a cell of the confusion matrix: found by training the step again, once per step. */
import { isSameStep, type StepKey } from '../../../protocol/events.ts';
import { problemText } from '../../../protocol/problem.ts';
import type { StepReplay, TestSamples } from '../../../protocol/replay/step-replay.ts';
import type { OnPhase } from '../../../../workers/lab/api.ts';

/** Trains a step of the shown run again; the player of the page. */
export interface ReplaySource {
  /** Whether the run is active, so that no step can be trained again. */
  readonly active: boolean;
  replayStep(key: StepKey, onProgress: OnPhase, signal: AbortSignal): Promise<StepReplay>;
}

export class SamplesBehind {
  /** What is being done, or why it was not, for a person. */
  status = $state('');
  private found: (StepKey & TestSamples) | undefined;
  private current = new AbortController();

  /** Indices of the step's test samples of one class that are predicted as another; undefined where they were not found. */
  async find(
    source: ReplaySource,
    key: StepKey,
    cell: { label: number; predicted: number },
  ): Promise<number[] | undefined> {
    this.stop();
    const { signal } = (this.current = new AbortController());
    try {
      const test = await this.testSamplesOf(source, key, signal);
      if (!test || signal.aborted) return undefined;
      return Array.from(test.indices).filter(
        (_, i) => test.labels[i] === cell.label && test.predicted[i] === cell.predicted,
      );
    } catch (error) {
      if (!signal.aborted) this.status = problemText(error);
      return undefined;
    }
  }

  stop(): void {
    this.current.abort();
    this.status = '';
  }

  private async testSamplesOf(
    source: ReplaySource,
    key: StepKey,
    signal: AbortSignal,
  ): Promise<TestSamples | undefined> {
    if (this.found && isSameStep(this.found, key)) return this.found;
    if (source.active) {
      this.status = 'Pause the run to see the samples of a cell: the step is trained again for them.';
      return undefined;
    }
    this.status = 'Training the step again…';
    const progress: OnPhase = (phase, done, total) => {
      if (!signal.aborted && total > 0)
        this.status = `Training the step again: ${phase} ${Math.floor((100 * done) / total)} %`;
    };
    const { test } = await source.replayStep(key, progress, signal);
    if (!signal.aborted) this.status = '';
    this.found = { seed: key.seed, cycle: key.cycle, arm: key.arm, ...test };
    return this.found;
  }
}
