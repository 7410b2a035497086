/** Messages of the spec's schema in plain words. */
import type * as v from 'valibot';

type SchemaIssue = Pick<v.BaseIssue<unknown>, 'type' | 'message'> & { requirement?: unknown };

/** One short sentence, shown under the field. */
export function schemaMessage(issue: SchemaIssue): string {
  const bound = issue.requirement;
  switch (issue.type) {
    case 'integer':
      return 'This must be a whole number.';
    case 'min_value':
      return `This must be at least ${number(bound)}.`;
    case 'max_value':
      return `This must be at most ${number(bound)}.`;
    case 'gt_value':
      return `This must be more than ${number(bound)}.`;
    case 'number':
      return 'This must be a number.';
    case 'min_length':
      return Number(bound) === 1 ? 'There must be at least one.' : `There must be at least ${number(bound)}.`;
    case 'max_length':
      return `There can be at most ${number(bound)}.`;
    default:
      return `${issue.message}.`;
  }
}

const number = (value: unknown): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumSignificantDigits: 6 }) : String(value);
