/** Every folder of `reproductions/`: its specs name existing entries only, and its other files have their forms. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { catalogueOf } from '../../src/runner/registry.ts';
import { checkAgainstCatalogue } from '../../src/protocol/catalogue-check.ts';
import { armNames, parseSpecText, type Spec } from '../../src/protocol/spec.ts';
import { realRegistry } from '../support/test-lab.ts';
import { expectedSchema, resultSchema } from './expected.ts';

const home = 'reproductions/';
const subfolders = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const folders = subfolders(home).flatMap((paper) => subfolders(home + paper).map((figure) => `${paper}/${figure}`));

const specOf = (path: string): Spec => parseSpecText(readFileSync(`${home}${path}.json`, 'utf8'));
const specNames = (folder: string): string[] =>
  readdirSync(home + folder).flatMap((file) =>
    /\.json$/.test(file) && file !== 'expected.json' ? [file.slice(0, -5)] : [],
  );

test('the folders are papers with folders in them', () => {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  expect(files.every((file) => file.split('/').length === 3)).toBe(true);
  expect(folders.length).toBeGreaterThan(5);
});

describe.each(folders)('%s', (folder) => {
  const specs = new Map(specNames(folder).map((name) => [name, specOf(`${folder}/${name}`)]));
  const readme = readFileSync(`${home}${folder}/README.md`, 'utf8');

  test('has specs that name existing entries only', () => {
    expect(specs.size).toBeGreaterThan(0);
    for (const spec of specs.values())
      expect(() => checkAgainstCatalogue(spec, catalogueOf(realRegistry))).not.toThrow();
  });

  test('has a README with the command, the machine and the seeds', () => {
    const [, named] = new RegExp(`npm run lab -- run reproductions/${folder}/([\\w-]+)\\.json`).exec(readme)!;
    expect([...specs.keys()]).toContain(named);
    expect(readme).toMatch(/Seeds? \d/);
    expect(readme).toMatch(/Machine: /);
    const [, page, anchor] = /\]\(\.\.\/\.\.\/\.\.\/docs\/(\w+)\.md#([^)]+)\)/.exec(readme)!;
    expect(headings(readFileSync(`docs/${page}.md`, 'utf8'))).toContain(anchor);
  });

  test('has published or independent figures of its arms, or says that there are none', () => {
    const path = `${home}${folder}/expected.json`;
    if (!existsSync(path)) return expect(readme).toContain('No published figures');
    const { figures } = v.parse(expectedSchema, JSON.parse(readFileSync(path, 'utf8')));
    const arms = [...specs.values()].flatMap(armNames);
    for (const { arm } of figures) expect(arms).toContain(arm);
  });

  test('has our figures, of arms and seeds of its specs', () => {
    const { data, meta } = Papa.parse<Record<string, string>>(
      readFileSync(`${home}${folder}/results.csv`, 'utf8').trim(),
      { header: true },
    );
    expect(meta.fields).toEqual(Object.keys(resultSchema.entries));
    expect(data.length).toBeGreaterThan(0);
    for (const row of data) {
      const { spec: name, arm, seeds } = v.parse(resultSchema, row);
      const spec = specs.get(name)!;
      expect(armNames(spec)).toContain(arm);
      for (const seed of seeds.split(';')) expect(spec.seeds).toContain(Number(seed));
    }
  });
});

/** Anchors of a page's headings, as GitHub makes them. */
const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

test('the three pools of ASAL’s Fig. 6 differ only in size', () => {
  const [first, ...others] = ['10k', '100k', '1m'].map((size) => specOf(`asal/figure-6/pool-${size}`));
  const alike = (spec: typeof first) => ({ ...spec, name: '', dataset: { ...spec!.dataset, size: 0 } });
  for (const other of others) expect(alike(other)).toEqual(alike(first));
});
