/**
 * The selector of a step: networks that only the query needs, fitted by whoever asks first, the decision map or the query, and
 * kept until the learner is disposed of. It is a training of its own, with checkpoints of its own.
 */
import type { FitControl } from '../../training/fit-checkpoints.ts';
import type { StepControl } from '../run-context.ts';
import { TrainingSession } from './training-session.ts';

interface Disposable {
  dispose(): void;
}

export class StepSelector {
  private fitting: Promise<Disposable> | undefined;
  private fitted: Disposable | undefined;
  /** Seconds of work on the fit in this session, which whoever asked has waited. */
  waitedSeconds = 0;
  /** Seconds of work on the fit, earlier sessions included. */
  fitSeconds = 0;

  constructor(private readonly control: StepControl) {}

  /** The contract's `fitSelector`: a strategy has one selector. */
  fit<Selector extends Disposable>(fit: (control: FitControl) => Promise<Selector>): Promise<Selector> {
    this.fitting ??= this.run(fit);
    return this.fitting as Promise<Selector>;
  }

  dispose(): void {
    this.fitted?.dispose();
    this.fitted = undefined;
  }

  private async run(fit: (control: FitControl) => Promise<Disposable>): Promise<Disposable> {
    const stopwatch = this.control.stopwatch();
    const session = await TrainingSession.open(this.control, 'querying', {
      checkpoints: this.control.selectorCheckpoints ?? noCheckpoints,
    });
    this.fitted = await session.run(fit);
    this.fitSeconds = session.seconds();
    this.waitedSeconds = stopwatch();
    return this.fitted;
  }
}

/** Where a step has none: never the learner's. */
const noCheckpoints = {
  read: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};
