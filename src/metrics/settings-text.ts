/** The settings that an arm was run with, or will be, as lines of text. */
import type { Catalogue } from '../protocol/catalogue.ts';
import type { LogEvent } from '../protocol/events.ts';
import type { ParameterInfo } from '../protocol/parameters.ts';
import { Problem } from '../protocol/problem.ts';
import { resolve, type TrainingSettings } from '../protocol/settings.ts';
import type { Spec } from '../protocol/spec.ts';
import { trainingFields, unitOf } from '../protocol/design/training-fields.ts';

type Line = [name: string, value: string];
type Values = Readonly<Record<string, unknown>>;

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/** Settings of the arm's last training in the log; undefined where it has none (logs of format 1). */
export function loggedSettings(log: readonly LogEvent[], arm: number): Values | undefined {
  const last = log.findLast((event) => event.type === 'trained' && event.arm === arm);
  return last?.type === 'trained' ? last.settings : undefined;
}

/** Settings that the arm of a design will be run with; undefined where the catalogue does not know a part of it. */
export function plannedSettings(spec: Spec, arm: number, catalogue: Catalogue | undefined): Values | undefined {
  try {
    return catalogue && { ...resolve(spec, arm, catalogue) };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** One line for each setting of strategy, model and training, labelled as in the forms; settings without a value are left out. */
export function settingsLines({ strategy, model, training, passes }: Values, catalogue: Catalogue | undefined): Line[] {
  return [
    ...namedLines('Strategy', strategy, catalogue?.strategies),
    ...namedLines('Model', model, catalogue?.models),
    ...namedLines('Training', isValues(training) && { name: training['method'], ...training }, catalogue?.trainings),
    ...(isValues(training) ? parameterLines(asFields(training), trainingFields) : []),
    ...(typeof passes === 'number' && passes > 1 ? ([['MC-dropout passes', String(passes)]] satisfies Line[]) : []),
  ];
}

/** The training as the form has it: the unit of its length and either epochs or gradient steps; one field for the schedule. */
function asFields(training: Values): Values {
  const unit = unitOf(training as Partial<TrainingSettings>, undefined);
  const decay = training['schedule'] ?? training['decay'];
  return { ...training, unit, decay, ...(unit === 'steps' && { epochs: undefined }) };
}

/** The entry's label and its parameters. */
function namedLines(
  title: string,
  entry: unknown,
  known: readonly { name: string; label: string; parameters: readonly ParameterInfo[] }[] = [],
): Line[] {
  if (!isValues(entry) || typeof entry['name'] !== 'string') return [];
  const { name, parameters } = entry;
  const info = known.find((one) => one.name === name);
  return [
    [title, info?.label ?? name],
    ...(isValues(parameters) ? parameterLines(parameters, info?.parameters ?? [], Object.keys(parameters)) : []),
  ];
}

/** The described values, in the descriptions' order; those without a description follow under their own names. */
function parameterLines(values: Values, described: readonly ParameterInfo[], all: readonly string[] = []): Line[] {
  const names = described.map(({ name }) => name);
  const shown: Pick<ParameterInfo, 'name' | 'label' | 'choices'>[] = [
    ...described,
    ...all.filter((name) => !names.includes(name)).map((name) => ({ name, label: name })),
  ];
  return shown.flatMap((one): Line[] => {
    const value = values[one.name];
    if (value === undefined || value === null) return [];
    return [[one.label, valueText(value, one.choices)]];
  });
}

function valueText(value: unknown, choices: ParameterInfo['choices']): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const text = Array.isArray(value) ? value.join(' ') : String(value as string | number);
  return choices?.find((one) => one.value === text)?.label ?? (text || 'none');
}
