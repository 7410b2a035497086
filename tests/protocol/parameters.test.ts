/** Descriptions of parameters, and their values by name. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  choiceParameter,
  integerParameter,
  numberParameter,
  switchParameter,
  withDefaults,
} from '../../src/protocol/parameters.ts';

const parameters = [
  numberParameter('rate', { label: 'Rate', about: 'Learning rate.', default: 0.1, min: 0, max: 1, step: 0.01 }),
  integerParameter('passes', { label: 'Passes', about: 'Predictions.', default: 10, min: 2, max: 200 }),
  choiceParameter('at', { label: 'At', about: 'Where.', default: 'between', choices: { samples: 'S', between: 'B' } }),
  switchParameter('balance', { label: 'Balance', about: 'Class balance.', default: true }),
];

describe('a described parameter', () => {
  test('has its kind, and its choices in the given order', () => {
    expect(parameters.map(({ kind }) => kind)).toEqual(['number', 'integer', 'choice', 'switch']);
    expect(parameters[1]).toMatchObject({ name: 'passes', step: 1 });
    expect(parameters[2]!.choices).toEqual([
      { value: 'samples', label: 'S' },
      { value: 'between', label: 'B' },
    ]);
  });

  test('has its default where no value is given; unknown names are left out', () => {
    const values = withDefaults(parameters, { passes: 20, balance: false, unknown: 1 });
    expect(values).toEqual({ rate: 0.1, passes: 20, at: 'between', balance: false });
    expectTypeOf(values.passes).toEqualTypeOf<number>();
    expectTypeOf(values.at).toEqualTypeOf<'between' | 'samples'>();
    expectTypeOf(values.balance).toEqualTypeOf<boolean>();
  });
});
