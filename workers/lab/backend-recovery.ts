/**
 * What takes the place of a lost device: a new one, in a new worker, twice for one step; then WASM, which needs none. Where
 * WASM itself gives out, the step is tried again as often and then the problem is the visitor's to know.
 */
import type { BackendInfo } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { BackendChange, LabApi } from './api.ts';

/** New devices for one and the same step. */
const MOST = 2;
/** Milliseconds within which a new device must have come. */
const PATIENCE = 20_000;

type Wanted = Parameters<LabApi['backend']>[0];

const label: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };

export class Replacements {
  /** What was chosen for this and every later worker. */
  wanted: Wanted | undefined;
  private backend: BackendInfo | undefined;
  private loss: Problem | undefined;
  /** Devices lost since a step was last stored. */
  private losses = 0;

  constructor(private readonly tell: (change: BackendChange) => void) {}

  chosen(wanted: Wanted, backend: BackendInfo): BackendInfo {
    this.wanted = wanted;
    return (this.backend = backend);
  }

  /** A step was stored: the device does its work. */
  settle(): void {
    this.losses = 0;
  }

  /** Whether it was this that ended a worker, so that another is there to ask. */
  is(reason: unknown): boolean {
    return reason === this.loss;
  }

  /** @throws the loss itself, where there is nothing left to take */
  begin(loss: Problem): void {
    this.loss = loss;
    this.losses++;
    if (this.losses <= MOST) return;
    if (!this.backend || this.backend.name === 'wasm') throw loss;
    this.wanted = 'wasm';
  }

  /** Starts the backend of a new worker, and says what it came to. @param start starts one of this choice */
  async take(start: (wanted: Wanted) => Promise<BackendInfo>): Promise<void> {
    const before = this.backend;
    let after: BackendInfo;
    try {
      after = await inTime(start((this.wanted ??= 'auto')));
    } catch (error) {
      if (this.wanted === 'wasm' || !(error instanceof Problem) || error.code !== 'device') throw error;
      after = await start((this.wanted = 'wasm'));
    }
    const loss = this.loss!.message;
    const other = before ? before.name !== after.name : after.name === 'wasm';
    this.backend = other ? { ...after, reason: `${loss} Reload the page to try it again.` } : after;
    const now = other
      ? `From here on ${label[after.name]} computes (${after.adapter})`
      : 'It was started anew and goes on';
    this.tell({ backend: this.backend, text: `${loss} ${now} from the last step that was stored.` });
  }
}

/** @throws Problem `device` where it takes too long */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new Problem('device', 'No new device came in time.');
    const timer = setTimeout(() => reject(late), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
