/** The reference pages of the documentation site: one for every entry of every list, with its whole description. */
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { strategyPage } from '../../src/app/state/docs-page.ts';
import { formats } from '../../src/datasets/formats/index.ts';
import { chapters } from '../../tools/docs/chapters.ts';
import { formatsTable, withFormatsTable } from '../../tools/docs/formats-table.ts';
import { entryPage, indexPage } from '../../tools/docs/pages.ts';

describe.each(chapters.map((chapter) => [chapter.folder, chapter] as const))('%s', (_, chapter) => {
  test('has an index that links to every page', () => {
    const index = indexPage(chapter);
    for (const { name } of chapter.entries) expect(index).toContain(`(${name}.md)`);
  });

  test.each(chapter.entries.map((entry) => [entry.name, entry] as const))('%s has a page', (name, entry) => {
    const page = entryPage(entry, chapter.facts?.(entry) ?? [], ['methods/some.md']);
    expect(page).toMatch(/^# \S/);
    expect(page).toContain(`\`${name}\``);
    expect(page).toContain('(../../methods/some.md)');
    for (const parameter of entry.parameters ?? []) expect(page).toContain(`\`${parameter.name}\``);
  });
});

test('the page’s links to strategies lead to their pages', () => {
  vi.stubEnv('VITE_DOCS', 'docs/');
  const { folder, entries } = chapters.find(({ title }) => title === 'Query strategies')!;
  for (const { name } of entries) expect(strategyPage(name)).toBe(`docs/reference/${folder}/${name}.html`);
  vi.unstubAllEnvs();
  expect(strategyPage('margin')).toBeUndefined();
});

test('descriptions are escaped', () => {
  const entry = { name: 'x', label: 'a < b', summary: 'p | q', about: 'uses {{ x }}' };
  const page = entryPage(entry, [], []);
  expect(page).toContain('# a &lt; b');
  expect(page).not.toContain('{{');
});

describe('the README’s table of file formats', () => {
  test('is that of the list (`npm run docs` writes it)', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(withFormatsTable(readme)).toBe(readme);
  });

  test('has a row for every format, with what is read of it', () => {
    const rows = formatsTable().split('\n').slice(2);
    expect(rows).toHaveLength(formats.length);
    for (const [i, { title, about }] of formats.entries()) {
      expect(rows[i]).toContain(`| ${title} |`);
      expect(rows[i]).toContain(`| ${about} |`);
    }
    expect(() => withFormatsTable('# Another page')).toThrow('no marks');
  });
});
