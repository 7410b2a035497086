/** What a strategy requires and a model provides with given parameters. */
import type { ModelInfo, StrategyInfo } from './catalogue.ts';
import type { ParameterInfo } from './parameters.ts';
import type { RequirementKey } from './requirements.ts';
import type { ParameterValues } from './spec.ts';

/**
 * What a strategy requires of others, each key once, those of `requires` first, without what its own parameters provide. Parameters
 * that are not given have their defaults.
 */
export function requirementsOf(
  { requires, parameters }: Pick<StrategyInfo, 'requires' | 'parameters'>,
  given: ParameterValues,
): RequirementKey[] {
  const own = keysOf(parameters, given, 'providesWhen');
  return [...new Set([...requires, ...keysOf(parameters, given, 'requiresWhen')])].filter((key) => !own.includes(key));
}

/** Keys of what networks of the model provide. Parameters that are not given have their defaults. */
export function providedByModel(
  { provides = [], parameters }: Pick<ModelInfo, 'provides' | 'parameters'>,
  given: ParameterValues,
): RequirementKey[] {
  const removed = keysOf(parameters, given, 'removesWhen');
  return provides.filter((key) => !removed.includes(key));
}

/** The keys of the parameters' present values. */
const keysOf = (
  parameters: readonly ParameterInfo[],
  given: ParameterValues,
  when: 'requiresWhen' | 'providesWhen' | 'removesWhen',
): RequirementKey[] =>
  parameters.flatMap(({ name, default: byDefault, [when]: cases = [] }) =>
    cases.filter(({ equals }) => equals === (given[name] ?? byDefault)).flatMap(({ keys }) => keys),
  );
