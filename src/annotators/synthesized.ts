/**
 * Annotators of synthesized samples, which have no true label: in a simulation a classifier trained on every true label,
 * otherwise a person, who may answer “can't tell”.
 */
import { Problem } from '../protocol/problem.ts';
import {
  fitClassChange,
  stripLabels,
  synthesizedQueryCount,
  type AnnotatorInfo,
  type LoggedAnswers,
  type LoggedSynthesizedQueries,
} from '../protocol/synthesized-queries.ts';

export interface SynthesizedAnnotator {
  /** May take any length of time. */
  answer(questions: LoggedSynthesizedQueries): Promise<LoggedAnswers>;
}

/**
 * The classifier labels each sample with its prediction; a strip with the class change that is nearest to the predictions.
 * @param classify gives the most probable class of all samples shown, and the annotator for the log
 */
export function classifierAnnotator(
  classify: (
    questions: LoggedSynthesizedQueries,
  ) => Promise<{ by: Extract<AnnotatorInfo, { kind: 'classifier' }>; labels: readonly number[] }>,
): SynthesizedAnnotator {
  return {
    async answer(questions) {
      const { by, labels } = await classify(questions);
      return { by, labels: questions.form === 'strip' ? labelsPerStrip(labels, questions.each) : [...labels] };
    },
  };
}

/** @param askPerson shows the questions and waits for the label of each sample shown, −1 for “can't tell” */
export function personAnnotator(
  classes: number,
  askPerson: (questions: LoggedSynthesizedQueries) => Promise<readonly number[]>,
): SynthesizedAnnotator {
  return {
    async answer(questions) {
      const labels = [...(await askPerson(questions))];
      const isValidLabel = (label: number) => Number.isInteger(label) && label >= -1 && label < classes;
      if (labels.length !== synthesizedQueryCount(questions) * questions.each || !labels.every(isValidLabel))
        throw new Problem(
          'unfit',
          'The answers do not match the queries.',
          'Resume the run and answer the queries again.',
        );
      return { by: { kind: 'person' }, labels };
    },
  };
}

function labelsPerStrip(labels: readonly number[], each: number): number[] {
  const all: number[] = [];
  for (let from = 0; from < labels.length; from += each)
    all.push(...stripLabels(fitClassChange(labels.slice(from, from + each)), each));
  return all;
}
