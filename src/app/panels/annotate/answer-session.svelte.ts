/** A person's answers to one query's questions, one after the other, until all are there and go back to the run. */
import { labelsOfStrip, questionCount, type Change } from '../../../protocol/synthesized-queries.ts';
import { questionsIn, type SyntheticQuestion } from '../../../metrics/queries/synthesized-queries.ts';
import type { Asking } from '../../../../workers/lab/api.ts';
import { keptAnswers } from './stored-answers.ts';

export class Answering {
  readonly questions: readonly SyntheticQuestion[];
  readonly count: number;
  /** The labels of each question's samples, as far as they are given. */
  given = $state.raw<number[][]>([]);
  /** Where the marker of the present strip stands; it begins where the learner believes the change to be. */
  change = $state.raw<Change>({ after: 0, first: 0 });
  sent = $state(false);

  /** @param shape of a sample @param deliver the answers, once they are all there and confirmed */
  constructor(
    readonly asking: Asking,
    shape: readonly number[],
    private readonly deliver: (labels: number[]) => Promise<void>,
  ) {
    this.questions = questionsIn(asking.questions, shape);
    this.count = questionCount(asking.questions);
    this.given = keptAnswers.of(asking);
    this.place();
  }

  /** The question to be answered now; undefined once all are. */
  get current(): SyntheticQuestion | undefined {
    return this.questions[this.given.length];
  }

  get strips(): boolean {
    return this.asking.questions.form === 'strip';
  }

  /** @param label −1 where it cannot be told: then of every image of a strip */
  tell(label: number): void {
    this.answer(Array.from({ length: this.asking.questions.each }, () => label));
  }

  /** The class changes where the marker stands. */
  mark(): void {
    this.answer(labelsOfStrip(this.change, this.asking.questions.each));
  }

  move(after: number): void {
    this.change = { ...this.change, after: Math.max(0, Math.min(this.asking.questions.each, after)) };
  }

  swap(): void {
    this.change = { ...this.change, first: 1 - this.change.first };
  }

  /** The last answer is taken back, and its question asked again. */
  undo(): void {
    if (this.given.length === 0 || this.sent) return;
    this.keep(this.given.slice(0, -1));
  }

  async send(): Promise<void> {
    if (this.current || this.sent) return;
    this.sent = true;
    try {
      await this.deliver(this.given.flat());
    } catch (error) {
      this.sent = false;
      throw error;
    }
  }

  private answer(labels: number[]): void {
    if (this.current) this.keep([...this.given, labels]);
  }

  private keep(given: number[][]): void {
    this.given = given;
    keptAnswers.keep(this.asking, given);
    this.place();
  }

  private place(): void {
    this.change = { after: Math.ceil(this.asking.questions.each / 2), first: 0 };
  }
}
