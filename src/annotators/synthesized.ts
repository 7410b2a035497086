/**
 * Who says what samples show that do not exist: there is no true label to look up. In a simulation it is a classifier
 * trained on every true label; otherwise a person, who may say that it cannot be told.
 */
import { Problem } from '../protocol/problem.ts';
import {
  changeIn,
  labelsOfStrip,
  questionCount,
  type Answerer,
  type SyntheticAnswers,
  type SyntheticQuestions,
} from '../protocol/synthesized-queries.ts';

export interface SyntheticOracle {
  /** Takes as long as it takes. */
  answer(questions: SyntheticQuestions): Promise<SyntheticAnswers>;
}

/**
 * The classifier says of each sample what it takes it for; of a strip the one change that comes nearest to that.
 * @param consult the most probable class of all samples shown, and what the log is to say of who says so
 */
export function byClassifier(
  consult: (
    questions: SyntheticQuestions,
  ) => Promise<{ by: Extract<Answerer, { kind: 'classifier' }>; labels: readonly number[] }>,
): SyntheticOracle {
  return {
    async answer(questions) {
      const { by, labels } = await consult(questions);
      return { by, labels: questions.form === 'strip' ? strips(labels, questions.each) : [...labels] };
    },
  };
}

/** @param ask shows the questions and waits for the label of each sample shown, −1 for “can't tell” */
export function byPerson(
  classes: number,
  ask: (questions: SyntheticQuestions) => Promise<readonly number[]>,
): SyntheticOracle {
  return {
    async answer(questions) {
      const labels = [...(await ask(questions))];
      const known = (label: number) => Number.isInteger(label) && label >= -1 && label < classes;
      if (labels.length !== questionCount(questions) * questions.each || !labels.every(known))
        throw new Problem(
          'unfit',
          'The answers are not those to the questions that were asked.',
          'Resume the run; the questions are asked again.',
        );
      return { by: { kind: 'person' }, labels };
    },
  };
}

function strips(labels: readonly number[], each: number): number[] {
  const all: number[] = [];
  for (let from = 0; from < labels.length; from += each)
    all.push(...labelsOfStrip(changeIn(labels.slice(from, from + each)), each));
  return all;
}
