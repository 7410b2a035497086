/** What the names of columns say about them. */
import { isTestName, isTrainName, isValidationName } from '../sources/path-names.ts';

/** Usual names of label columns. */
export const LABEL_COLUMN_NAME =
  /^(labels?|class(es)?|cls|targets?|species|category|digit|diagnosis|outcome|variety)$/i;

/** Names that pandas gives to the columns of its index. */
export const isPandasIndex = (name: string): boolean => /^__index_level_\d+__$/.test(name);

/** Names of columns that count the rows, whatever they hold. */
export const isIndexName = (name: string): boolean =>
  isPandasIndex(name) || /^(#|id|idx|index|row|rowid|row_?(number|names?|id)|no\.?|unnamed: 0(\.\d+)*)$/i.test(name);

/** Names of identifiers: no features where every row has its own. */
export const isIdentifierName = (name: string): boolean =>
  /(^|[_\s.-])(id|ids|idx|index|uuid|guid|key|nr|no|number)\.?$/i.test(name) || /[a-z](Id|ID|Nr)$/.test(name);

/** Names of columns that say which part of the data set a row belongs to. */
export const PART_COLUMN_NAME = /^(usage|split|set|subset|part(ition)?|fold|phase|mode|is_?train|is_?test|data_?set)$/i;

/** Whether the words are names of parts, of which one trains and one does not. */
export const arePartNames = (words: readonly string[]): boolean =>
  words.length >= 2 &&
  words.every((word) => isTrainName(word) || isTestName(word) || isValidationName(word)) &&
  words.some(isTrainName) &&
  words.some((word) => !isTrainName(word));

/**
 * The words that name the test part: those of a test; of a public and a private one (as in a competition) the private one,
 * and validation where there is no test.
 * @param words names of parts
 */
export function testPartNames(words: readonly string[]): Set<string> {
  const tests = words.filter((word) => isTestName(word) && !isTrainName(word));
  const secret = tests.filter((word) => !/public/i.test(word));
  if (tests.length) return new Set(secret.length ? secret : tests);
  return new Set(words.filter((word) => isValidationName(word) && !isTrainName(word)));
}
