/** The training of a step in this session: its progress, and its checkpoints, stored for the session after this one. */
import { Problem } from '../../protocol/problem.ts';
import type { StoredCheckpoint } from '../../storage/checkpoints.ts';
import type { FitCheckpoint, FitCheckpoints, FitControl } from '../../training/fit-checkpoints.ts';
import type { StepControl } from '../run-context.ts';
import type { RunPhase } from './run-messages.ts';
import type { StepCheckpoints } from './step-checkpoints.ts';

export class TrainingSession {
  private readonly stopwatch: () => number;
  private readonly fitControl: FitControl;

  private constructor(
    control: StepControl,
    phase: RunPhase,
    private readonly saved: { checkpoints: StepCheckpoints | undefined; stored: StoredCheckpoint | undefined },
  ) {
    const { checkpoint, yield: letMessagesIn, interrupted } = control;
    const { checkpoints } = saved;
    const progress = control.phase(phase);
    this.stopwatch = control.stopwatch();
    this.fitControl = {
      ...{ checkpoint, progress },
      ...(letMessagesIn && { yield: letMessagesIn }),
      ...(interrupted && { interrupted }),
      ...(checkpoints && { checkpoints: this.fitCheckpoints(checkpoints) }),
    };
  }

  /**
   * Begins a training, or continues one of an earlier session.
   * @param checkpoints of this training; the learner's where absent
   */
  static async open(
    control: StepControl,
    phase: RunPhase,
    { checkpoints = control.checkpoints }: { checkpoints?: StepCheckpoints | undefined } = {},
  ): Promise<TrainingSession> {
    return new TrainingSession(control, phase, { checkpoints, stored: await checkpoints?.read() });
  }

  /** Whether weights are restored, so that initial ones need not be drawn. */
  get resumes(): boolean {
    return this.saved.stored !== undefined;
  }

  /** Seconds of work on the training, earlier sessions included, pauses left out. */
  seconds(): number {
    return (this.saved.stored?.seconds ?? 0) + this.stopwatch();
  }

  /** @throws Problem `unfit` where the stored checkpoint does not fit the networks; it is deleted */
  async run<Result>(fit: (control: FitControl) => Promise<Result>): Promise<Result> {
    try {
      return await fit(this.fitControl);
    } catch (error) {
      if (!this.saved.stored || !(error instanceof Problem && error.code === 'unfit')) throw error;
      await this.saved.checkpoints?.delete();
      throw new Problem(
        'unfit',
        'The interrupted training cannot be continued: it is of another version of this page.',
        'Resume the run: the training begins again.',
      );
    }
  }

  private fitCheckpoints(checkpoints: StepCheckpoints): FitCheckpoints {
    return {
      resumeFrom: this.saved.stored as FitCheckpoint | undefined,
      seconds: () => this.seconds(),
      save: async (checkpoint) => {
        try {
          await checkpoints.save({ ...checkpoint, seconds: this.seconds() });
        } catch (error) {
          // training does not depend on its checkpoints: without room for a new one, the last one stays
          if (!(error instanceof Problem && error.code === 'full')) throw error;
        }
      },
    };
  }
}
