/** Questions about samples that do not exist: what the learner makes of them, who answers, and what the log keeps of it. */
import type { Split } from '../datasets/splits.ts';
import { byPerson, type SyntheticOracle } from '../oracle/synthetic.ts';
import type { StepKey } from '../spec/events.ts';
import type { SyntheticAnswers, SyntheticQuestions } from '../spec/questions.ts';
import type { Synthetic } from '../strategies/strategy.ts';
import { entropyOf, mostProbable } from '../strategies/uncertainty.ts';
import { answeringClassifier } from './answering-classifier.ts';
import type { Bench, StepPacing } from './bench.ts';
import type { Learner } from './learner.ts';
import { questionsOf } from './made.ts';
import { wholeViewOf } from './views.ts';

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
