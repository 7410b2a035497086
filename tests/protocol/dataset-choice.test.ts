/** How a spec says its files are read, and what of that a data set from files leaves in a design. */
import { describe, expect, test } from 'vitest';
import { importChoicesOf, withDataset, withStoredFiles } from '../../src/protocol/design/dataset-choice.ts';
import { readingChoicesSchema } from '../../src/protocol/import/import-choices.ts';
import { parseSpec, type DatasetSpec } from '../../src/protocol/spec.ts';
import { datasetInfoOf } from '../support/dataset-info.ts';

const specOf = (dataset: unknown) =>
  parseSpec({ version: 2, dataset, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] });
const said = (dataset: unknown): string => {
  try {
    specOf(dataset);
    return 'fine';
  } catch (error) {
    return (error as Error).message;
  }
};

const CHOICES = { separator: ';', header: false, labelColumn: null, leftOut: ['a', 'b'], imageSize: [28, 32] };
/** One value of every key. */
const EVERY = {
  ...{ nameEncoding: 'cp850', separator: '\t', decimal: ',', encoding: 'utf-16le', header: true },
  ...{ labelColumn: 'kind', partColumn: null, leftOut: [], missingWords: 'class', minusOne: 'unlabelled' },
  ...{ columns: 'pixels', samples: 'x', labels: 'y', testSamples: null, testLabels: 'z' },
  ...{ labelSource: 'table', classLevel: 2, namePattern: '^(.)', imageSize: [4, 512], channels: 3 },
  ...{ ground: 'alpha', skipBroken: true, repeats: 'drop' },
};

describe('the choices in a spec', () => {
  test('are kept as they are, of files and of a stored set', () => {
    expect(Object.keys(EVERY).sort()).toEqual(Object.keys(readingChoicesSchema.entries).sort());
    for (const dataset of [
      { source: 'files', choices: EVERY },
      { source: 'stored', id: 'import-1', choices: CHOICES },
    ])
      expect(specOf(dataset).dataset).toEqual(dataset);
  });

  test('are absent where there are none, so that a spec without them stays what it was', () => {
    const text = JSON.stringify(specOf({ source: 'files', labelColumn: 'kind', name: 'n', scaling: 'none' }).dataset);
    expect(text).toBe('{"source":"files","labelColumn":"kind","name":"n","scaling":"none"}');
    const stored = JSON.stringify(specOf({ source: 'stored', id: 'x', name: 'n' }).dataset);
    expect(stored).toBe('{"source":"stored","id":"x","name":"n"}');
  });

  test.each([
    [{ shape: [3] }, 'dataset.choices.shape', 'this field is unknown'],
    [{ name: 'n' }, 'dataset.choices.name', 'this field is unknown'],
    [{ decimal: ';' }, 'dataset.choices.decimal', 'this must be “.” or “,”, not “;”'],
    [{ header: 'yes' }, 'dataset.choices.header', 'this must be true or false, not “yes”'],
    [{ imageSize: [3, 28] }, 'dataset.choices.imageSize.0', 'this must be at least 4, not 3'],
    [{ classLevel: 1.5 }, 'dataset.choices.classLevel', 'this must be a whole number, not 1.5'],
  ])('%j are refused with their place', (choices, place, fault) => {
    expect(said({ source: 'files', choices })).toBe(`The spec is wrong at “${place}”: ${fault}.`);
  });

  test('of built-in data are refused', () => {
    expect(said({ source: 'built-in', name: 'two-moons', choices: {} })).toContain('unknown');
  });
});

test('the files of a design are read by its choices, with its name; the rest is guessed', () => {
  const read = (dataset: DatasetSpec) => importChoicesOf(dataset);
  expect(read({ source: 'built-in', name: 'two-moons', size: 20, testSize: 0, seed: 1 })).toEqual({});
  expect(read({ source: 'files' })).toEqual({});
  expect(
    read({ source: 'files', name: 'n', labelColumn: 'kind', choices: { labelColumn: null, header: true } }),
  ).toEqual({
    ...{ name: 'n', labelColumn: 'kind', header: true },
  });
  expect(read({ source: 'stored', id: 'i', name: 'n', choices: { header: true } })).toEqual({
    name: 'n',
    header: true,
  });
});

test('a design takes over the choices that its data set was imported with', () => {
  const spec = specOf({ source: 'files', name: 'Groups', choices: { header: true } });
  const chosen = datasetInfoOf({ source: { kind: 'files', files: ['g.csv'], choices: { separator: ';' } } });
  const nothing = datasetInfoOf({});
  const options = { current: undefined, catalogue: undefined };
  const stored = { source: 'stored', id: 'groups', name: 'Groups' };
  expect(withDataset(spec, chosen, options).dataset).toEqual({ ...stored, choices: { separator: ';' } });
  expect(withStoredFiles(spec, [chosen])?.dataset).toEqual({ ...stored, choices: { separator: ';' } });
  for (const one of [withDataset(spec, nothing, options), withStoredFiles(spec, [nothing])])
    expect(one?.dataset).toEqual(stored);
});
