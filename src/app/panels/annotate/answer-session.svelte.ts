/** A person's answers to one query's questions, one after the other, until all are there and go back to the run. */
import { stripLabels, synthesizedQueryCount, type ClassChange } from '../../../protocol/synthesized-queries.ts';
import { splitQueries, type SynthesizedQuery } from '../../../metrics/queries/synthesized-queries.ts';
import type { Asking } from '../../../../workers/lab/api.ts';
import { storedAnswers } from './stored-answers.ts';

export class AnswerSession {
  readonly questions: readonly SynthesizedQuery[];
  readonly count: number;
  /** The labels of each question's samples, as far as they are given. */
  answers = $state.raw<number[][]>([]);
  /** Where the marker of the present strip stands; it begins where the learner believes the change to be. */
  change = $state.raw<ClassChange>({ after: 0, first: 0 });
  submitted = $state(false);

  /** @param shape of a sample @param onSubmit the answers, once they are all there and confirmed */
  constructor(
    readonly pendingQuestions: Asking,
    shape: readonly number[],
    private readonly onSubmit: (labels: number[]) => Promise<void>,
  ) {
    this.questions = splitQueries(pendingQuestions.questions, shape);
    this.count = synthesizedQueryCount(pendingQuestions.questions);
    this.answers = storedAnswers.load(pendingQuestions);
    this.resetMarker();
  }

  /** The question to be answered now; undefined once all are. */
  get currentQuestion(): SynthesizedQuery | undefined {
    return this.questions[this.answers.length];
  }

  get isStrip(): boolean {
    return this.pendingQuestions.questions.form === 'strip';
  }

  /** @param label −1 where it cannot be told: then of every image of a strip */
  answerAll(label: number): void {
    this.answer(Array.from({ length: this.pendingQuestions.questions.each }, () => label));
  }

  /** The class changes where the marker stands. */
  confirmChange(): void {
    this.answer(stripLabels(this.change, this.pendingQuestions.questions.each));
  }

  moveMarker(after: number): void {
    this.change = { ...this.change, after: Math.max(0, Math.min(this.pendingQuestions.questions.each, after)) };
  }

  swapSides(): void {
    this.change = { ...this.change, first: 1 - this.change.first };
  }

  /** The last answer is taken back, and its question asked again. */
  undo(): void {
    if (this.answers.length === 0 || this.submitted) return;
    this.setAnswers(this.answers.slice(0, -1));
  }

  async submit(): Promise<void> {
    if (this.currentQuestion || this.submitted) return;
    this.submitted = true;
    try {
      await this.onSubmit(this.answers.flat());
    } catch (error) {
      this.submitted = false;
      throw error;
    }
  }

  private answer(labels: number[]): void {
    if (this.currentQuestion) this.setAnswers([...this.answers, labels]);
  }

  private setAnswers(given: number[][]): void {
    this.answers = given;
    storedAnswers.save(this.pendingQuestions, given);
    this.resetMarker();
  }

  private resetMarker(): void {
    this.change = { after: Math.ceil(this.pendingQuestions.questions.each / 2), first: 0 };
  }
}
