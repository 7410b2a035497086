/** Which of several arrays are samples, which are labels, and the part each belongs to: as chosen, or by name and shape. */
import type { ImportChoices } from '../../protocol/import/import-choices.ts';
import { Problem } from '../../protocol/problem.ts';
import { listed } from '../plural.ts';
import { NONE, type FindingsList } from '../sources/findings.ts';
import {
  arrayName,
  isClassNames,
  isLabelArray,
  labelRank,
  ROLES,
  roleOf,
  sampleRank,
  type Role,
} from './array-names.ts';
import type { ArrayPart, ArrayParts } from './array-source.ts';
import type { NumericArray } from './numeric-array.ts';

export interface AssignedArrays extends ArrayParts {
  /** Class names derived from the label values that occur. */
  nameClasses?: ((classes: string[]) => string[]) | undefined;
}

interface Roles {
  choices: ImportChoices;
  findings: FindingsList;
}

/**
 * Pairs samples and labels. A validation part is the test part where there is no other, otherwise training data, as a file
 * of extra data always is. The arrays can be chosen; what is neither is told in the findings.
 * @throws Problem `bad-file`, `unsupported`, `unfit`
 */
export function assignRoles(arrays: readonly NumericArray[], { choices, findings }: Roles): AssignedArrays {
  const names = uniqueNames(arrays);
  const parts = choices.samples === undefined ? guessParts(arrays) : selectedPart(arrays, names, choices.samples);
  applyChoices(parts, { arrays, names, choices });
  const used = new Set([...parts.train, ...parts.test].flatMap(({ values, labels }) => [values, labels]));
  const classNames = arrays.find((one) => one.words && !used.has(one) && isClassNames(one));
  const unused = arrays.filter((one) => !used.has(one) && one !== classNames);
  if (unused.length)
    findings.warn('arrays-passed-over', `Passed over: ${unused.map((one) => names.get(one)).join(', ')}.`);
  for (const one of unused)
    findings.passOver(
      names.get(one)!,
      isLabelArray(one) ? 'Another array is the label.' : 'Another array holds the samples.',
    );
  if (arrays.length > 1) offerRoles(findings, names, parts);
  const words = classNames?.words;
  const nameClasses = words && ((classes: string[]) => (classes.length === words.length ? words : classes));
  return { ...parts, nameClasses };
}

/** Names of the arrays; with their files' where several have the same. */
function uniqueNames(arrays: readonly NumericArray[]): Map<NumericArray, string> {
  const short = arrays.map(arrayName);
  return new Map(
    arrays.map((one, at) => [one, short.filter((name) => name === short[at]).length > 1 ? one.path : short[at]!]),
  );
}

function guessParts(arrays: readonly NumericArray[]): ArrayParts {
  const samples = arrays.filter((one) => !isLabelArray(one));
  const labels = arrays.filter(isLabelArray);
  if (!samples.length)
    throw new Problem(
      'bad-file',
      `“${arrays[0]!.path}” holds labels or single numbers, but there are no samples to go with them.`,
      'Drop the array of samples too.',
    );
  const role = (one: NumericArray): Role => (samples.length === 1 ? 'train' : roleOf(one.path));
  const byRole = new Map<Role, ArrayPart>();
  for (const part of ROLES) {
    const mine = samples.filter((one) => role(one) === part);
    if (!mine.length) continue;
    const candidates = labels.filter((one) => samples.length === 1 || roleOf(one.path) === part);
    const values = mine.length === 1 ? mine[0]! : likeliest(mine, candidates, arrays);
    byRole.set(part, partOf(values, candidates));
  }
  const partsOf = (...roles: Role[]): ArrayPart[] => roles.flatMap((one) => byRole.get(one) ?? []);
  const [train, test] = byRole.has('test')
    ? [partsOf('train', 'extra', 'validation'), partsOf('test')]
    : [partsOf('train', 'extra'), partsOf('validation')];
  return train.length ? { train, test } : { train: test, test: [] };
}

/** Of several labels the one named so, and of equal names the one with as many labels as there are samples. */
function partOf(values: NumericArray, candidates: readonly NumericArray[]): ArrayPart {
  const fits = (one: NumericArray): boolean => one.shape[0] === values.shape[0];
  const able = candidates.filter((one) => labelRank(one) < 2 && (fits(one) || !one.words));
  const [own] = [...able].sort((a, b) => Number(fits(b)) - Number(fits(a)) || labelRank(a) - labelRank(b));
  return { values, ...(own ? { labels: own } : {}) };
}

/** The samples among several arrays: those with labels of their number, then by name. @throws Problem `unsupported` in doubt */
function likeliest(
  samples: readonly NumericArray[],
  labels: readonly NumericArray[],
  all: readonly NumericArray[],
): NumericArray {
  const score = (one: NumericArray): number => {
    const labelled = labels.some(
      (own) => own.shape[0] === one.shape[0] && (labelRank(own) === 0 || !/^f/.test(own.type) || own.words),
    );
    return (labelled ? 0 : 4) + sampleRank(one);
  };
  const [first, second] = [...samples].sort((a, b) => score(a) - score(b));
  const sure = score(first!) < score(second!) && (score(first!) < 4 || sampleRank(first!) === 0);
  if (sure) return first!;
  const shapes = all.map((one) => `${arrayName(one)} (${one.shape.join(' × ')})`);
  throw new Problem(
    'unsupported',
    `“${first!.entry.archive ?? first!.entry.path}” holds arrays of which none fits another as samples and labels: ${listed(shapes, 8)}.`,
    'Save one array of samples and one with a label for each of them.',
  );
}

/** @throws Problem `unfit` where there is no such array */
function arrayNamed(names: ReadonlyMap<NumericArray, string>, name: string): NumericArray {
  for (const [array, own] of names) if (own === name) return array;
  throw new Problem('unfit', `There is no array “${name}”.`, `Choose one of ${listed([...names.values()], 12)}.`);
}

function selectedPart(
  arrays: readonly NumericArray[],
  names: ReadonlyMap<NumericArray, string>,
  name: string,
): ArrayParts {
  const values = arrayNamed(names, name);
  const labels = arrays.filter((one) => one !== values && isLabelArray(one) && one.shape[0] === values.shape[0]);
  return { train: [partOf(values, labels)], test: [] };
}

function applyChoices(
  parts: ArrayParts,
  {
    arrays,
    names,
    choices,
  }: { arrays: readonly NumericArray[]; names: Map<NumericArray, string>; choices: ImportChoices },
): void {
  const relabel = (part: ArrayPart | undefined, name: string | null | undefined): void => {
    if (!part || name === undefined) return;
    if (name === null) delete part.labels;
    else part.labels = arrayNamed(names, name);
  };
  if (choices.testSamples === null) parts.test = [];
  else if (choices.testSamples !== undefined) parts.test = selectedPart(arrays, names, choices.testSamples).train;
  relabel(parts.train[0], choices.labels);
  relabel(parts.test[0], choices.testLabels);
}

function offerRoles(
  findings: FindingsList,
  names: ReadonlyMap<NumericArray, string>,
  { train, test }: ArrayParts,
): void {
  const options = [...names].map(([{ shape, words }, name]) => ({
    value: name,
    label: `${name} (${words ? 'words, ' : ''}${shape.join(' × ')})`,
  }));
  const nameOf = (array: NumericArray | undefined): string | null => (array ? (names.get(array) ?? null) : null);
  const why = 'Told by its name, and by as many labels as there are samples.';
  findings.offer({ key: 'samples', label: 'Samples', value: nameOf(train[0]?.values), options, why });
  const orNone = [...options, NONE];
  findings.offer({ key: 'labels', label: 'Labels', value: nameOf(train[0]?.labels), options: orNone, why });
  const whyTest = test.length ? 'Its name is that of a test part.' : 'No array has the name of a test part.';
  findings.offer({
    ...{ key: 'testSamples', label: 'Samples of the test part' },
    ...{ value: nameOf(test[0]?.values), options: orNone, why: whyTest },
  });
  if (test.length)
    findings.offer({
      ...{ key: 'testLabels', label: 'Labels of the test part' },
      ...{ value: nameOf(test[0]?.labels), options: orNone, why: whyTest },
    });
}
