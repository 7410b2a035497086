/** Collects what a reader tells about how it read the files: warnings, choices with their reasons, what was passed over. */
import type { ChoiceValue } from '../../protocol/import/import-choices.ts';
import type { Findings, ImportChoice, ImportWarning, PassedOver } from '../../protocol/import/import-preview.ts';

/** The reason of what the visitor decided, in place of that for a guess. */
export const SELECTED_REASON = 'As chosen.';

type Option = ImportChoice['options'][number];

export class FindingsList implements Findings {
  warnings: ImportWarning[] = [];
  choices: ImportChoice[] = [];
  passedOver: PassedOver[] = [];

  /** @param code for scripts, in words with hyphens: "columns-left-out" */
  warn(code: string, text: string): void {
    this.warnings.push({ code, text });
  }

  /** @param path of the file; of a column or an array in a file its name */
  passOver(path: string, why: string): void {
    this.passedOver.push({ path, why });
  }

  /**
   * A choice with the value in effect. Of an unlabelled option the value is the label.
   * @param choice with the reason for the guess as `why`
   */
  offer({ options = [], ...choice }: Omit<ImportChoice, 'options'> & { options?: readonly (Option | string)[] }): void {
    const labelled = options.map((one) => (typeof one === 'string' ? { value: one, label: one } : one));
    this.choices = [...this.choices.filter(({ key }) => key !== choice.key), { ...choice, options: labelled }];
  }

  /** Takes over what another reader has found. */
  include({ warnings, choices, passedOver }: Findings): void {
    for (const warning of warnings) this.warnings.push(warning);
    for (const choice of choices) this.offer(choice);
    for (const one of passedOver) this.passedOver.push(one);
  }
}

/** The option for none, last in a list. */
export const NONE: { value: ChoiceValue; label: string } = { value: null, label: 'none' };
