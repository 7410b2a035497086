/** The reference pages of the documentation site: one for every entry of every list, with its whole description. */
import { describe, expect, test } from 'vitest';
import { chapters } from '../../tools/docs/chapters.ts';
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

test('descriptions are escaped', () => {
  const entry = { name: 'x', label: 'a < b', summary: 'p | q', about: 'uses {{ x }}' };
  const page = entryPage(entry, [], []);
  expect(page).toContain('# a &lt; b');
  expect(page).not.toContain('{{');
});
