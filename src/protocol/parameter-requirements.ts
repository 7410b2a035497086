/** Requirements of a strategy with given parameters: its own, and those of the values that its parameters have. */
import type { StrategyInfo } from './catalogue.ts';
import type { RequirementKey } from './requirements.ts';
import type { ParameterValues } from './spec.ts';

/** Each key once, those of `requires` first. Parameters that are not given have their defaults. */
export function requirementsOf(
  { requires, parameters }: Pick<StrategyInfo, 'requires' | 'parameters'>,
  given: ParameterValues,
): RequirementKey[] {
  const conditional = parameters.flatMap(({ name, default: byDefault, requiresWhen = [] }) => {
    const value = given[name] ?? byDefault;
    return requiresWhen.filter(({ equals }) => equals === value).flatMap(({ keys }) => keys);
  });
  return [...new Set([...requires, ...conditional])];
}
