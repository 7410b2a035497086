/** Progress, pausing and stopping of long calls. */

export interface Control {
  /** Awaited before each batch: lets messages in, waits while paused, throws a `cancelled` problem when stopped. */
  checkpoint(): Promise<void>;
  progress(done: number, total: number): void;
  /** Lets messages in, such as a pause; neither waits nor throws. */
  yield?(): Promise<void>;
  /** Whether the next `checkpoint()` waits or throws, because of a pause or a stop: the moment to save. */
  interrupted?(): boolean;
}

/** The same control without progress, for a call within another one. */
export const quiet = (control: Pick<Control, 'checkpoint'>): Control => ({
  checkpoint: () => control.checkpoint(),
  progress: () => undefined,
});
