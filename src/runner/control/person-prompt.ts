/** Questions to a person during a run: shown, shown again when the run is resumed, and waited for; pause and stop work meanwhile. */
import type { Gate } from './gate.ts';
import type { PendingQuestions } from './run-messages.ts';

/** Milliseconds between two checks for answers. */
const POLL_INTERVAL_MS = 40;

export class PersonPrompt {
  private pending: { asking: PendingQuestions; answers?: number[] } | undefined;

  /** @param show shows questions to the person */
  constructor(
    private readonly gate: Gate,
    private readonly show: (asking: PendingQuestions) => void,
  ) {}

  /**
   * The label of each sample shown, −1 where it cannot be told.
   * @throws Problem `cancelled` once the run is stopped
   */
  async ask(pendingQuestions: PendingQuestions): Promise<number[]> {
    const pending: NonNullable<typeof this.pending> = (this.pending = { asking: pendingQuestions });
    this.showAgain();
    try {
      while (!pending.answers) {
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
        await this.gate.pass();
      }
      return pending.answers;
    } finally {
      if (this.pending === pending) this.pending = undefined;
    }
  }

  /** Shows the pending questions again. */
  showAgain(): void {
    if (this.pending) this.show(this.pending.asking);
  }

  /** Answers to the last questions; ignored without one. */
  answer(labels: number[]): void {
    if (this.pending) this.pending.answers = labels;
  }
}
