/** Questions about samples that do not exist: what the learner makes of them, who answers, and what the log keeps of it. */
import type { Split } from '../../datasets/splits/splits.ts';
import { byPerson, type SyntheticOracle } from '../../annotators/synthesized.ts';
import type { StepKey } from '../../protocol/events.ts';
import type { SyntheticAnswers, SyntheticQuestions } from '../../protocol/synthesized-queries.ts';
import type { Synthetic } from '../../strategies/contracts/strategy.ts';
import { entropyOf, mostProbable } from '../../strategies/support/uncertainty.ts';
import { answeringClassifier } from '../assets/classifier-annotator.ts';
import type { Bench, StepPacing } from '../run-context.ts';
import type { Learner } from '../learner.ts';
import { questionsOf } from './synthesized-samples.ts';
import { wholeViewOf } from '../views/views.ts';

export async function askSynthetic(
  bench: Bench,
  split: Split,
  { network, space }: Pick<Learner, 'network' | 'space'>,
  synthetic: Synthetic,
  { seed }: StepKey,
  pacing: StepPacing,
): Promise<{ questions: SyntheticQuestions; answers: SyntheticAnswers }> {
  const kept = questionsOf(bench.info, synthetic);
  const shown = space.shown(kept);
  const names = Int32Array.from({ length: shown.count }, (_, i) => i);
  const view = await wholeViewOf(network, shown, names, [], pacing.gate);
  const questions: SyntheticQuestions = {
    ...kept,
    entropies: Array.from(names, (i) => entropyOf(view.probabilities, view.classes, i)),
    predictions: Array.from(names, (i) => mostProbable(view.probabilities, view.classes, i).label),
  };
  const oracle =
    synthetic.answers === 'person' ? person(bench, pacing) : answeringClassifier(bench, split, seed, pacing);
  return { questions, answers: await oracle.answer(questions) };
}

/** The run waits for as long as it takes. */
function person({ info }: Bench, pacing: StepPacing): SyntheticOracle {
  const { ask } = pacing;
  if (!ask) throw new Error('There is nobody to ask.');
  return byPerson(info.classes.length, ask);
}
