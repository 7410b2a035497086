/** Whether choices belong to a format, and their values to what was offered: nothing that was chosen is passed over in silence. */
import type { ChoiceValue, ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import type { Format } from '../formats/format.ts';
import { SELECTED_REASON, type FindingsList } from '../sources/findings.ts';

const given = (choices: ImportChoices): [keyof ImportChoices, ChoiceValue][] =>
  (Object.entries(choices) as [keyof ImportChoices, ChoiceValue | undefined][]).filter(
    (entry): entry is [keyof ImportChoices, ChoiceValue] => entry[1] !== undefined,
  );

/** Choices of the drop as a whole. */
const OF_ANY_FORMAT: readonly (keyof ImportChoices)[] = ['name', 'nameEncoding', 'repeats'];

/** @throws Problem `unfit` at a choice that files of this format do not have */
export function refuseForeignChoices({ title, choices: own }: Format, choices: ImportChoices): void {
  const [foreign] = given(choices).find(([key]) => !OF_ANY_FORMAT.includes(key) && !own.includes(key)) ?? [];
  if (foreign === undefined) return;
  throw new Problem(
    'unfit',
    `Files of this kind (${title}) have no choice “${foreign}”.`,
    `Choose among ${[...OF_ANY_FORMAT, ...own].join(', ')}.`,
  );
}

/**
 * Replaces the reasons for guesses where the visitor has chosen.
 * @throws Problem `unfit` at a value that is none of the options; lists of texts, and what has no options, are free
 */
export function confirmChoices(findings: FindingsList, choices: ImportChoices): void {
  const selected = new Map(given(choices));
  for (const choice of findings.choices) {
    const value = selected.get(choice.key);
    if (value === undefined) continue;
    const { key, options } = choice;
    if (options.length && !Array.isArray(value) && !options.some((one) => one.value === value))
      throw new Problem(
        'unfit',
        `“${String(value)}” is no value of the choice “${key}”.`,
        `Choose one of ${options.map((one) => String(one.value ?? 'none')).join(', ')}.`,
      );
    choice.why = SELECTED_REASON;
  }
}
