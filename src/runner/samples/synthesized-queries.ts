/** Queries for the label of synthesized samples: the learner's predictions, the annotator's answers, their form in the log. */
import type { Split } from '../../datasets/splits/splits.ts';
import { personAnnotator, type SynthesizedAnnotator } from '../../annotators/synthesized.ts';
import type { StepKey } from '../../protocol/events.ts';
import type { LoggedAnswers, LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import type { SynthesizedQueries } from '../../strategies/contracts/strategy.ts';
import { entropyOf, mostProbable } from '../../strategies/support/uncertainty.ts';
import { openClassifierAnnotator } from '../assets/classifier-annotator.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import type { TrainedLearner } from '../learner.ts';
import { encodeQuestions } from './synthesized-samples.ts';
import { viewOf } from '../views/views.ts';

export async function annotateSynthesized(
  runContext: RunContext,
  split: Split,
  { network, input }: Pick<TrainedLearner, 'network' | 'input'>,
  query: SynthesizedQueries,
  { seed }: StepKey,
  control: StepControl,
): Promise<{ questions: LoggedSynthesizedQueries; answers: LoggedAnswers }> {
  const encoded = encodeQuestions(runContext.info, query);
  const samplesShown = input.fromQuestions(encoded);
  const positions = Int32Array.from({ length: samplesShown.count }, (_, i) => i);
  const view = await viewOf(network, samplesShown, positions, [], control.checkpoint);
  const questions: LoggedSynthesizedQueries = {
    ...encoded,
    entropies: Array.from(positions, (i) => entropyOf(view.probabilities, view.classes, i)),
    predictions: Array.from(positions, (i) => mostProbable(view.probabilities, view.classes, i).label),
  };
  const annotator =
    query.annotator === 'person'
      ? personAnnotatorFor(runContext, control)
      : openClassifierAnnotator(runContext, { split, seed }, control);
  return { questions, answers: await annotator.answer(questions) };
}

/** The run waits for as long as it takes. */
function personAnnotatorFor({ info }: RunContext, control: StepControl): SynthesizedAnnotator {
  const { askPerson } = control;
  if (!askPerson) throw new Error('No person is available to annotate.');
  return personAnnotator(info.classes.length, askPerson);
}
