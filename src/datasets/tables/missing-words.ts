/** Words such as “None” or “NA” in a column of labels: classes, or labels that are missing. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { CLASS_OR_UNLABELLED } from '../sources/choice-options.ts';
import type { FindingsList } from '../sources/findings.ts';
import { listed, plural } from '../plural.ts';
import { isMissing } from './cells.ts';
import { samplesPerClass } from './labels.ts';
import type { CodedColumn } from './table-scan.ts';

/** A word is a class where it occurs at least this often, as a share of the usual class. */
const MIN_CLASS_SHARE = 0.5;

/**
 * The words of all rows, null for a missing label: an empty cell, and words that stand for a missing value, unless one of
 * them occurs as often as the classes. The reading is offered as a choice.
 * @param options `numbers`: the labels are numbers, among which “None” may be a class and “nan” may not
 */
export function missingWords(
  { values, codes }: CodedColumn,
  { numbers, choices }: { numbers: boolean; choices: ImportChoices },
  findings: FindingsList,
): (string | null)[] {
  const doubtful = values.map((word) => isMissing(word));
  if (!doubtful.some(Boolean)) return codes.map((code) => (code < 0 ? null : values[code]!));
  const counts = samplesPerClass(codes, values.length);
  const usual = counts.filter((_, at) => !doubtful[at]).sort((a, b) => a - b);
  const least = MIN_CLASS_SHARE * (usual[Math.floor(usual.length / 2)] ?? 0);
  const often = (at: number): boolean => counts[at]! >= least && (!numbers || /^none$/i.test(values[at]!));
  const asClass = values.map(
    (_, at) => doubtful[at]! && (choices.missingWords ? choices.missingWords === 'class' : often(at)),
  );
  const words = listed(
    values.filter((_, at) => doubtful[at]).map((word) => `“${word}”`),
    3,
  );
  const lost = counts.reduce((sum, count, at) => sum + (doubtful[at] && !asClass[at] ? count : 0), 0);
  findings.offer({
    key: 'missingWords',
    label: `${words} in the label column`,
    value: lost ? 'unlabelled' : 'class',
    options: CLASS_OR_UNLABELLED,
    why: lost
      ? 'It stands for a missing value, and is rarer than the classes.'
      : 'It occurs as often as the other classes, so that it is taken for one of them.',
  });
  if (lost) findings.warn('labels-missing', `${plural(lost, 'sample')} with ${words} as the label stay unlabelled.`);
  return codes.map((code) => (code < 0 || (doubtful[code] && !asClass[code]) ? null : values[code]!));
}
