/** Which of several arrays are samples, which are labels, and the part each belongs to: by name and shape. */
import { Problem } from '../../protocol/problem.ts';
import { baseName } from '../containers/file-entry.ts';
import { isTestName, isTrainName, isValidationName } from '../sources/path-names.ts';
import type { FindingsList } from '../sources/findings.ts';
import type { ArrayPart, ArrayParts } from './array-source.ts';
import type { NumericArray } from './numeric-array.ts';

const LABEL = /^(y|lbls?|labels?|targets?|class(es)?|gnd|truth)$/;

const words = (path: string): string[] =>
  baseName(path)
    .replace(/\.np[yz]$/i, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** Arrays with a label's name, or of a single row or column of numbers. */
export const isLabelArray = ({ path, shape }: NumericArray): boolean =>
  shape.length <= 2 && (shape.slice(1).every((one) => one === 1) || words(path).some((word) => LABEL.test(word)));

type Role = 'train' | 'validation' | 'test';

/** By the array's name, otherwise by the file's (`kmnist-train-imgs.npz/arr_0.npy`). */
function roleOf(path: string): Role {
  const names = path.split('/').slice(-2).reverse();
  for (const name of names) {
    if (isTestName(name)) return 'test';
    if (isValidationName(name)) return 'validation';
    if (isTrainName(name)) return 'train';
  }
  return 'train';
}

/**
 * Pairs samples and labels. A validation part is the test part where there is no other, otherwise training data.
 * @param findings gets a sentence about arrays left out
 * @throws Problem `bad-file`, `unsupported`
 */
export function assignRoles(arrays: readonly NumericArray[], findings: FindingsList): ArrayParts {
  const byRole = new Map<Role, ArrayPart>();
  const samples = arrays.filter((one) => !isLabelArray(one));
  const labels = arrays.filter(isLabelArray);
  if (!samples.length)
    throw new Problem(
      'bad-file',
      `“${arrays[0]!.path}” holds labels or single numbers, but there are no samples to go with them.`,
    );
  for (const values of samples) {
    const role = samples.length === 1 ? 'train' : roleOf(values.path);
    const matchingLabels = byRole.get(role);
    if (matchingLabels && matchingLabels.values.shape.slice(1).join() !== values.shape.slice(1).join())
      throw unrelated(arrays);
    if (matchingLabels)
      throw new Problem(
        'unsupported',
        `“${matchingLabels.values.path}” and “${values.path}” play the same part.`,
        'Drop the files of one data set, named x_train, y_train, x_test, y_test.',
      );
    const candidates = labels.filter((one) => samples.length === 1 || roleOf(one.path) === role);
    // Of several, the one with as many labels as there are samples; a single one is checked later.
    const own = candidates.find((one) => one.shape[0] === values.shape[0]) ?? candidates[0];
    byRole.set(role, { values, ...(own ? { labels: own } : {}) });
  }
  const used = new Set([...byRole.values()].flatMap(({ values, labels: own }) => [values, own]));
  const unused = arrays.filter((one) => !used.has(one));
  if (unused.length)
    findings.warn('arrays-passed-over', `Passed over: ${unused.map(({ path }) => baseName(path)).join(', ')}.`);
  for (const { path } of unused) findings.passOver(baseName(path), 'It is neither samples nor their labels.');
  const listed = (...roles: Role[]): ArrayPart[] => roles.flatMap((role) => byRole.get(role) ?? []);
  const [train, test] = byRole.has('test')
    ? [listed('train', 'validation'), listed('test')]
    : [listed('train'), listed('validation')];
  return train.length ? { train, test } : { train: test, test: [] };
}

/** Arrays that cannot be parts of one data set, such as the weights of a network. */
function unrelated(arrays: readonly NumericArray[]): Problem {
  const { archive, path } = arrays[0]!.entry;
  const listed = arrays.map((one) => `${baseName(one.path).replace(/\.npy$/, '')} (${one.shape.join(' × ')})`);
  return new Problem(
    'unsupported',
    `“${archive ?? path}” holds arrays of which none fits another as samples and labels: ${listed.slice(0, 12).join(', ')}${listed.length > 12 ? ', …' : ''}.`,
    'If these are the weights of a network, drop the data that it learned from.',
  );
}
