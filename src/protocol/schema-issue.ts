/** Errors of the spec's schema in plain words. */
import type { BaseIssue } from 'valibot';

const KIND_NAMES: Record<string, string> = {
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  record: 'an object',
  strict_object: 'an object',
};

/** The end of a sentence that begins with the place: "must be a number, not “ten”". */
export function issueText(issue: BaseIssue<unknown>): string {
  const { type, expected, received } = issue;
  if (type === 'strict_object' && expected === 'never') return 'this field is unknown';
  if (received === 'undefined') return 'this is missing';
  // a condition between several values says itself what is wrong
  if (type === 'check') return issue.message;
  return `this must be ${expectationText(issue, expected ?? '')}, not ${readable(received)}`;
}

function expectationText(issue: BaseIssue<unknown>, expected: string): string {
  const limit = typeof issue.requirement === 'number' ? issue.requirement.toLocaleString('en-US') : '';
  const unit = Array.isArray(issue.input) ? 'entries' : 'characters';
  switch (issue.type) {
    case 'integer':
      return 'a whole number';
    case 'min_value':
      return `at least ${limit}`;
    case 'max_value':
      return `at most ${limit}`;
    case 'gt_value':
      return `more than ${limit}`;
    case 'min_length':
      return `at least ${limit} ${limit === '1' ? unit.replace('ies', 'y').replace(/s$/, '') : unit} long`;
    case 'max_length':
      return `at most ${limit} ${unit} long`;
    default:
      // One of several: ("adam" | "sgd")
      return (
        KIND_NAMES[issue.type] ??
        expected
          .replace(/^\((.*)\)$/, '$1')
          .split(' | ')
          .map((one) => KIND_NAMES[one] ?? readable(one))
          .join(' or ')
      );
  }
}

/** Typographic quotes for JSON's, and words for the library's type names. */
function readable(value: string): string {
  const kinds: Record<string, string> = { Object: 'an object', Array: 'a list', null: 'null', NaN: 'no number' };
  return kinds[value] ?? value.replace(/"([^"]*)"/g, '“$1”');
}
