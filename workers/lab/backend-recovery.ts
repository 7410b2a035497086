/**
 * Replaces a lost device: twice per step by a new device, in a new worker; then by WASM, which needs none. If WASM itself fails,
 * the step is tried again as often, and then the problem is reported.
 */
import type { BackendInfo } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { BackendChange, LabApi } from './api.ts';

/** New devices per step. */
const MAX_NEW_DEVICES = 2;
/** Milliseconds to wait for a new device. */
const NEW_DEVICE_TIMEOUT_MS = 20_000;

type BackendChoice = Parameters<LabApi['setBackend']>[0];

const label: Record<BackendInfo['name'], string> = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };

export class BackendRecovery {
  /** Backend of this and every later worker. */
  choice: BackendChoice | undefined;
  private backend: BackendInfo | undefined;
  private loss: Problem | undefined;
  /** Devices lost since a step was last stored. */
  private losses = 0;

  constructor(private readonly onChange: (change: BackendChange) => void) {}

  setBackend(choice: BackendChoice, backend: BackendInfo): BackendInfo {
    this.choice = choice;
    return (this.backend = backend);
  }

  /** A step was stored: the device works. */
  resetLosses(): void {
    this.losses = 0;
  }

  /** Whether this loss ended a worker, so that its calls can be repeated in another worker. */
  isLossOf(reason: unknown): boolean {
    return reason === this.loss;
  }

  /** @throws the loss itself, where no replacement is left */
  recordLoss(loss: Problem): void {
    this.loss = loss;
    this.losses++;
    if (this.losses <= MAX_NEW_DEVICES) return;
    if (!this.backend || this.backend.name === 'wasm') throw loss;
    this.choice = 'wasm';
  }

  /** Starts the backend of a new worker, and reports the change. @param start starts a backend of this choice */
  async restart(start: (choice: BackendChoice) => Promise<BackendInfo>): Promise<void> {
    const previous = this.backend;
    let replacement: BackendInfo;
    try {
      replacement = await withTimeout(start((this.choice ??= 'auto')));
    } catch (error) {
      if (this.choice === 'wasm' || !(error instanceof Problem) || error.code !== 'device') throw error;
      replacement = await start((this.choice = 'wasm'));
    }
    const loss = this.loss!.message;
    const backendChanged = previous ? previous.name !== replacement.name : replacement.name === 'wasm';
    this.backend = backendChanged
      ? { ...replacement, reason: `${loss} Reload the page to try it again.` }
      : replacement;
    const outcome = backendChanged
      ? `The run continues on ${label[replacement.name]} (${replacement.adapter})`
      : 'It was restarted, and the run continues';
    this.onChange({ backend: this.backend, text: `${loss} ${outcome} from the last stored step.` });
  }
}

/** @throws Problem `device` where it takes too long */
function withTimeout<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timeoutProblem = new Problem('device', 'No new device became available in time.');
    const timer = setTimeout(() => reject(timeoutProblem), NEW_DEVICE_TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
