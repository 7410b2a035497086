/**
 * Parameters of strategies, models, training methods and generative networks: their descriptions, which the page, the
 * checks and the docs read, and typed access to their values.
 */
import type { ParameterValues } from './spec.ts';

export type ParameterValue = ParameterValues[string];

export interface ParameterInfo<Name extends string = string, Value extends ParameterValue = ParameterValue> {
  name: Name;
  label: string;
  /** One sentence for the page and the docs. */
  about: string;
  kind: 'number' | 'integer' | 'choice' | 'switch';
  default: Value;
  min?: number;
  max?: number;
  step?: number;
  choices?: { value: string; label: string }[];
  /** What certain values of it require; strategies only. */
  requiresWhen?: readonly KeysOfValue<Value>[];
  /** What certain values of it provide to the strategy itself; strategies only. */
  providesWhen?: readonly KeysOfValue<Value>[];
  /** What a network does not provide with certain values of it; models only. */
  removesWhen?: readonly KeysOfValue<Value>[];
}

/** A value of a parameter, and the keys of `requirements` that it adds to what is required, or takes from what is provided. */
interface KeysOfValue<Value> {
  equals: Value;
  keys: readonly string[];
}

interface Description<Value> {
  label: string;
  about: string;
  default: Value;
  requiresWhen?: readonly KeysOfValue<Value>[];
  providesWhen?: readonly KeysOfValue<Value>[];
  removesWhen?: readonly KeysOfValue<Value>[];
}

interface NumberDescription extends Description<number> {
  min: number;
  max: number;
  step: number;
}

export const numberParameter = <const Name extends string>(
  name: Name,
  description: NumberDescription,
): ParameterInfo<Name, number> => ({ name, kind: 'number', ...description });

/** In steps of 1, unless the page needs larger ones. */
export const integerParameter = <const Name extends string>(
  name: Name,
  { step = 1, ...description }: Omit<NumberDescription, 'step'> & { step?: number },
): ParameterInfo<Name, number> => ({ name, kind: 'integer', ...description, step });

export const switchParameter = <const Name extends string>(
  name: Name,
  description: Description<boolean>,
): ParameterInfo<Name, boolean> => ({ name, kind: 'switch', ...description });

/** @param choices the label of each value, in the order of the menu */
export const choiceParameter = <const Name extends string, const Value extends string>(
  name: Name,
  { choices, ...description }: Description<NoInfer<Value>> & { choices: Record<Value, string> },
): ParameterInfo<Name, Value> => ({
  name,
  kind: 'choice',
  ...description,
  choices: Object.entries<string>(choices).map(([value, label]) => ({ value, label })),
});

/** The values of described parameters, by name. */
export type ValuesOf<Parameter extends ParameterInfo> = {
  [One in Parameter as One['name']]: One['default'];
};

/** The given values, with defaults for missing ones. Unknown names are left out. */
export const withDefaults = <Parameter extends ParameterInfo>(
  parameters: readonly Parameter[],
  given: ParameterValues,
): ValuesOf<Parameter> =>
  Object.fromEntries(parameters.map((one) => [one.name, given[one.name] ?? one.default])) as ValuesOf<Parameter>;
