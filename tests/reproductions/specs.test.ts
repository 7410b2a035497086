/** The specs of the long experiments stand for themselves: each is one, and names only what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogueOf } from '../../src/runner/registry.ts';
import { checkAgainstCatalogue } from '../../src/protocol/catalogue-check.ts';
import { parseSpecText } from '../../src/protocol/spec.ts';
import { realRegistry } from '../support/test-lab.ts';

const folder = 'reproductions/';
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
const specOf = (file: string) => parseSpecText(readFileSync(folder + file, 'utf8'));

test.each(files)('%s', (file) => {
  expect(() => checkAgainstCatalogue(specOf(file), catalogueOf(realRegistry))).not.toThrow();
});

test('the three timings differ in the pool alone', () => {
  const [first, ...others] = ['10k', '100k', '1m'].map((size) => specOf(`asal/asal-timing-${size}.json`));
  const alike = (spec: typeof first) => ({ ...spec, name: '', dataset: { ...spec!.dataset, size: 0 } });
  for (const other of others) expect(alike(other)).toEqual(alike(first));
});
