/** Checks the names in a spec against the catalogue: strategies, models, training methods and their parameters. */
import type { Catalogue } from './catalogue.ts';
import type { ParameterInfo } from './parameters.ts';
import { findByName, Problem } from './problem.ts';
import { modelOf, trainingOf, type Spec, type ParameterValues } from './spec.ts';

/** @throws Problem `bad-spec` where a strategy, model, training method or parameter is not in the catalogue */
export function checkAgainstCatalogue(spec: Spec, catalogue: Catalogue): void {
  const find = <T extends { name: string; parameters: readonly ParameterInfo[] }>(
    what: string,
    list: T[],
    name: string,
    given: ParameterValues,
  ): void => {
    const entry = findByName(what, list, (one) => one.name, name);
    for (const [key, value] of Object.entries(given)) checkParameter(`${what} “${name}”`, entry.parameters, key, value);
  };
  spec.arms.forEach((one, index) => {
    find('strategy', catalogue.strategies, one.strategy, one.parameters);
    const model = modelOf(spec, index);
    find('model', catalogue.models, model.name, model.parameters);
    const method = trainingOf(spec, index);
    find('training method', catalogue.trainings, method.method, method.parameters);
  });
}

function checkParameter(
  owner: string,
  parameters: readonly ParameterInfo[],
  name: string,
  value: number | string | boolean,
): void {
  const info = parameters.find((one) => one.name === name);
  if (!info) throw new Problem('bad-spec', `The ${owner} has no parameter “${name}”.`);
  const numeric = info.kind === 'number' || info.kind === 'integer';
  const valid =
    (numeric && typeof value === 'number' && (info.kind === 'number' || Number.isInteger(value))) ||
    (info.kind === 'switch' && typeof value === 'boolean') ||
    (info.kind === 'choice' && !!info.choices?.some((choice) => choice.value === value));
  if (!valid)
    throw new Problem('bad-spec', `The parameter “${name}” of the ${owner} cannot be ${JSON.stringify(value)}.`);
  if (typeof value !== 'number') return;
  const { min, max } = info;
  if (min !== undefined && value < min)
    throw new Problem('bad-spec', `The parameter “${name}” of the ${owner} must be at least ${min}, not ${value}.`);
  if (max !== undefined && value > max)
    throw new Problem('bad-spec', `The parameter “${name}” of the ${owner} must be at most ${max}, not ${value}.`);
}
