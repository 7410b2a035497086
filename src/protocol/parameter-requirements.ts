/** What a strategy requires and a model provides with given parameters. */
import type { ModelInfo, StrategyInfo } from './catalogue.ts';
import type { RequirementKey } from './requirements.ts';
import type { ParameterValues } from './spec.ts';

/** Each key once, those of `requires` first. Parameters that are not given have their defaults. */
export function requirementsOf(
  { requires, requiresWhen: together = [], parameters }: Pick<StrategyInfo, 'requires' | 'requiresWhen' | 'parameters'>,
  given: ParameterValues,
): RequirementKey[] {
  const conditional = parameters.flatMap(({ name, default: byDefault, requiresWhen = [] }) => {
    const value = given[name] ?? byDefault;
    return requiresWhen.filter(({ equals }) => equals === value).flatMap(({ keys }) => keys);
  });
  const values: ParameterValues = { ...Object.fromEntries(parameters.map((one) => [one.name, one.default])), ...given };
  const combined = together
    .filter(({ equal }) => Object.entries(equal).every(([name, value]) => values[name] === value))
    .flatMap(({ keys }) => keys);
  return [...new Set([...requires, ...conditional, ...combined])];
}

/** Keys of what networks of the model provide. Parameters that are not given have their defaults. */
export function providedByModel(
  { provides = [], parameters }: Pick<ModelInfo, 'provides' | 'parameters'>,
  given: ParameterValues,
): RequirementKey[] {
  const removed = parameters.flatMap(({ name, default: byDefault, removesWhen = [] }) =>
    removesWhen.filter(({ equals }) => equals === (given[name] ?? byDefault)).flatMap(({ keys }) => keys),
  );
  return provides.filter((key) => !removed.includes(key));
}
