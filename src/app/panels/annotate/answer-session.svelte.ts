/** A person's answers to the questions of one query, given one by one and submitted together. */
import { stripLabels, synthesizedQueryCount, type ClassChange } from '../../../protocol/synthesized-queries.ts';
import { splitQueries, type SynthesizedQuery } from '../../../metrics/queries/synthesized-queries.ts';
import type { Asking } from '../../../../workers/lab/api.ts';
import { storedAnswers } from './stored-answers.ts';

export class AnswerSession {
  readonly questions: readonly SynthesizedQuery[];
  readonly count: number;
  /** The labels of each answered question's samples. */
  answers = $state.raw<number[][]>([]);
  /** The marker of the current strip; it begins in the middle. */
  change = $state.raw<ClassChange>({ after: 0, first: 0 });
  submitted = $state(false);

  /** @param shape of a sample, without the batch axis @param onSubmit takes all answers */
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

  /** The question to answer next; undefined once all are answered. */
  get currentQuestion(): SynthesizedQuery | undefined {
    return this.questions[this.answers.length];
  }

  get isStrip(): boolean {
    return this.pendingQuestions.questions.form === 'strip';
  }

  /** Answers the question with one label for all its samples. @param label −1 for “can’t tell” */
  answerAll(label: number): void {
    this.answer(Array.from({ length: this.pendingQuestions.questions.each }, () => label));
  }

  /** Answers a strip by its marker. */
  confirmChange(): void {
    this.answer(stripLabels(this.change, this.pendingQuestions.questions.each));
  }

  moveMarker(after: number): void {
    this.change = { ...this.change, after: Math.max(0, Math.min(this.pendingQuestions.questions.each, after)) };
  }

  swapSides(): void {
    this.change = { ...this.change, first: 1 - this.change.first };
  }

  /** Removes the last answer. */
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
