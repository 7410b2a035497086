/** A person whom a run asks: shown the questions, again whenever the run goes on, and waited for, open to pausing and stopping. */
import type { Gate } from './gate.ts';
import type { Asking } from './run-messages.ts';

/** Milliseconds between two looks whether there is an answer. */
const LISTEN = 40;

export class Person {
  private waiting: { asking: Asking; answers?: number[] } | undefined;

  /** @param show puts questions before the person */
  constructor(
    private readonly gate: Gate,
    private readonly show: (asking: Asking) => void,
  ) {}

  /**
   * The label of each sample shown, −1 where it cannot be told.
   * @throws Problem `cancelled` once the run is stopped
   */
  async ask(asking: Asking): Promise<number[]> {
    const waiting: NonNullable<typeof this.waiting> = (this.waiting = { asking });
    this.remind();
    try {
      while (!waiting.answers) {
        await new Promise((resolve) => setTimeout(resolve, LISTEN));
        await this.gate.pass();
      }
      return waiting.answers;
    } finally {
      if (this.waiting === waiting) this.waiting = undefined;
    }
  }

  /** Shows what is waited for once more. */
  remind(): void {
    if (this.waiting) this.show(this.waiting.asking);
  }

  /** Answers to what was asked last; without a question they are nobody's. */
  answer(labels: number[]): void {
    if (this.waiting) this.waiting.answers = labels;
  }
}
