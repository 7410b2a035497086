/** Queries of synthesized samples: the learner's predictions, the annotator's answers, and their form in the log. */
import type { Split } from '../../datasets/splits/splits.ts';
import { personAnnotator, type SynthesizedAnnotator } from '../../annotators/synthesized.ts';
import type { StepKey } from '../../protocol/events.ts';
import type { LoggedAnswers, LoggedSynthesizedQueries } from '../../protocol/synthesized-queries.ts';
import type { SynthesizedQueries } from '../../strategies/contracts/generation.ts';
import { entropyOf, mostProbable } from '../../strategies/support/uncertainty.ts';
import { quiet } from '../../trainer/control.ts';
import { openClassifierAnnotator } from '../assets/classifier-annotator.ts';
import type { RunContext, StepControl } from '../run-context.ts';
import type { TrainedLearner } from '../learner.ts';
import { encodeQuestions } from './synthesized-samples.ts';
import { predictAll } from '../views/predictions.ts';

interface QueriesToAnnotate {
  key: Pick<StepKey, 'seed'>;
  split: Split;
  learner: Pick<TrainedLearner, 'network' | 'input'>;
  queries: SynthesizedQueries;
}

export async function annotateSynthesized(
  runContext: RunContext,
  { key: { seed }, split, learner, queries }: QueriesToAnnotate,
  control: StepControl,
): Promise<{ questions: LoggedSynthesizedQueries; answers: LoggedAnswers }> {
  const encoded = encodeQuestions(runContext.info, queries);
  const samples = learner.input.fromQuestions(encoded);
  const positions = Int32Array.from({ length: samples.count }, (_, i) => i);
  const view = await predictAll({ learner, samples, indices: positions }, { probabilities: true }, quiet(control));
  const questions: LoggedSynthesizedQueries = {
    ...encoded,
    entropies: Array.from(positions, (i) => entropyOf(view.probabilities, view.classes, i)),
    predictions: Array.from(positions, (i) => mostProbable(view.probabilities, view.classes, i).label),
  };
  const annotator =
    queries.annotator === 'person'
      ? personAnnotatorFor(runContext, control)
      : openClassifierAnnotator(runContext, { split, seed }, control);
  return { questions, answers: await annotator.answer(questions) };
}

/** A person of the run, who may take any time. */
function personAnnotatorFor({ info }: RunContext, control: StepControl): SynthesizedAnnotator {
  const { askPerson } = control;
  if (!askPerson) throw new Error('No person is available to annotate.');
  return personAnnotator(info.classes.length, askPerson);
}
