/** The specs of the long experiments stand for themselves: each is one, and names only what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogueOf } from '../../../src/experiment/means.ts';
import { checkNames } from '../../../src/spec/names.ts';
import { parseSpecText } from '../../../src/spec/schema.ts';
import { realMeans } from './laboratory.ts';

const folder = 'tests/real/specs/';
const specOf = (file: string) => parseSpecText(readFileSync(folder + file, 'utf8'));

test.each(readdirSync(folder))('%s', (file) => {
  expect(() => checkNames(specOf(file), catalogueOf(realMeans))).not.toThrow();
});

test('the three timings differ in the pool alone', () => {
  const [first, ...others] = ['10k', '100k', '1m'].map((size) => specOf(`asal-timing-${size}.json`));
  const alike = (spec: typeof first) => ({ ...spec, name: '', dataset: { ...spec!.dataset, size: 0 } });
  for (const other of others) expect(alike(other)).toEqual(alike(first));
});
