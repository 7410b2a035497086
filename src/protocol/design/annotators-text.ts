/** The annotators of a design, as text. */
import type { Catalogue } from '../catalogue.ts';
import type { ArmSpec } from '../spec.ts';

/** Ground truth for samples of the data; for generated ones the arms' own annotators. */
export function annotatorsText(arms: readonly ArmSpec[], catalogue: Catalogue | undefined): string {
  const kinds = arms.flatMap(({ strategy, parameters }) => {
    const known = catalogue?.strategies.find((one) => one.name === strategy)?.parameters ?? [];
    const answers = known.find((one) => one.name === 'answers');
    return answers ? [parameters['answers'] ?? answers.default] : [];
  });
  const who = [
    ...(kinds.includes('classifier') ? ['a classifier'] : []),
    ...(kinds.includes('person') ? ['you'] : []),
  ].join(' and ');
  return who ? `ground truth; for generated samples ${who}` : 'ground truth';
}
