/** The backend that trains: chosen once, replaced after a device loss. */
import type { BackendInfo } from '../../../protocol/events.ts';
import type { LabApi } from '../../../../workers/lab/api.ts';

export class Backend {
  info = $state.raw<BackendInfo>();
  private starting: Promise<BackendInfo> | undefined;

  constructor(private readonly lab: Pick<LabApi, 'setBackend'>) {}

  /** Starts the fastest backend that works here, once; tries again after a failure. */
  start(): Promise<BackendInfo> {
    this.starting ??= this.lab.setBackend('auto').then(
      (info) => (this.info = info),
      (error: unknown) => {
        this.starting = undefined;
        throw error;
      },
    );
    return this.starting;
  }
}
