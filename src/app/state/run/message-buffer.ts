/**
 * Collects a run's messages and hands them on a few times per second: a fast run sends many more, and drawing after each
 * would slow page and run without being seen.
 */
import type { StepProgress } from '../../../metrics/run-progress.ts';
import type { AssetProgress } from '../../../protocol/asset-progress.ts';
import type { LogEvent, RunInfo } from '../../../protocol/events.ts';
import type { RunMessage, WorkSinceResume } from '../../../../workers/lab/api.ts';

/** Milliseconds between updates of the figures. */
export const FLUSH_INTERVAL_MS = 250;

/** What has come since the last update; only what has changed. */
export interface RunUpdate {
  events?: LogEvent[];
  info?: RunInfo;
  sinceResume?: WorkSinceResume;
  stepProgress?: StepProgress;
  /** null once the step that needed the asset is finished. */
  assetProgress?: AssetProgress | null;
}

export class MessageBuffer {
  private pending: RunUpdate = {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastFlush = -Infinity;

  constructor(private readonly apply: (update: RunUpdate) => void) {}

  add(message: Extract<RunMessage, { type: 'events' | 'progress' | 'asset-progress' }>): void {
    const { pending } = this;
    if (message.type === 'asset-progress') pending.assetProgress = message.assetProgress;
    else if (message.type === 'progress') pending.stepProgress = message;
    else {
      (pending.events ??= []).push(...message.events);
      pending.info = message.info;
      pending.sinceResume = message.sinceResume;
      pending.assetProgress = null;
    }
    this.timer ??= setTimeout(() => this.flush(), Math.max(0, this.lastFlush + FLUSH_INTERVAL_MS - performance.now()));
  }

  /** Hands on at once what has come since the last update. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const update = this.pending;
    if (Object.keys(update).length === 0) return;
    this.pending = {};
    this.lastFlush = performance.now();
    this.apply(update);
  }
}
