/** What the page tells of a run: every preset has a story whose words are explained, any other design gets one of its own. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textParts } from '../../src/app/charts/marked-text.ts';
import { generatedStory, presetOf, watchText, withNumbers } from '../../src/app/panels/results/run-story.ts';
import { parseGlossary } from '../../src/app/widgets/glossary.svelte.ts';
import { presets } from '../../src/presets/index.ts';
import { armNames, parseSpec } from '../../src/protocol/spec.ts';

const glossary = parseGlossary(readFileSync('docs/glossary.md', 'utf8'));
const wordsOf = (text: string) => textParts(text).flatMap(({ word }) => word ?? []);

describe.each(presets.map((preset) => [preset.id, preset] as const))('the story of %s', (_, { spec, story }) => {
  test('is short, and explains only words of the glossary', () => {
    const texts = [story.shows, ...(story.watch ?? []).map(({ text }) => text)];
    for (const text of texts) {
      expect(text).toMatch(/[.?]$/);
      expect(text.length).toBeLessThan(260);
      for (const word of wordsOf(text)) expect(Object.keys(glossary)).toContain(word);
    }
  });

  test('claims no number and no outcome that another size or seed would make false', () => {
    for (const text of [story.shows, ...(story.watch ?? []).map((one) => one.text)])
      expect(text).not.toMatch(/\d+ (labels|%|points)/);
    const small = { initial: { size: 1, by: 'random' as const }, query: { size: 3, cycles: 2 } };
    const told = withNumbers(story.shows, small);
    expect(told).not.toMatch(/[{}]|1 labels/);
    if (story.shows.includes('{initial}')) expect(told).toContain('1 label');
  });

  test('says what to watch from the first cycle on, in order, within the run', () => {
    const from = (story.watch ?? []).map((one) => one.from);
    expect(from).toEqual([...new Set(from)].sort((a, b) => a - b));
    if (from.length) expect(from[0]).toBe(0);
    expect(Math.max(0, ...from)).toBeLessThanOrEqual(parseSpec(spec).query.cycles);
  });

  test('compares two of its arms', () => {
    for (const name of story.pair ?? []) expect(armNames(parseSpec(spec))).toContain(name);
  });

  test('is found for the preset with other sizes and seeds, not with other arms', () => {
    const own = parseSpec(spec);
    const found = (other: typeof own) => presetOf(other, presets, parseSpec)?.story;
    expect(found({ ...own, seeds: [9], query: { size: 1, cycles: 1 } })?.shows).toBe(story.shows);
    expect(found({ ...own, arms: [{ strategy: 'least-confidence', parameters: {} }] })).toBeUndefined();
  });
});

test('what to watch changes with the cycle and at the end', () => {
  const at = (cycle: number, finished = false) => watchText(presets[0].story, { cycle, finished, kind: 'plane' });
  const { watch } = presets[0].story;
  expect([0, 1, 6, 7, 12].map((cycle) => at(cycle))).toEqual([0, 1, 1, 2, 2].map((i) => watch![i]!.text));
  expect(at(12, true)).toMatch(/← and → show its cycles again\.$/);
});

test('a design of the visitor’s own is described by its numbers, in whole sentences', () => {
  const spec = parseSpec({ ...presets[0].spec, name: 'Mine', initial: { size: 1 }, query: { size: 3, cycles: 2 } });
  const shows = (names: string[]) =>
    textParts(generatedStory(spec, names, 'Cats').shows)
      .map(({ text, end = '' }) => text + end)
      .join('');
  expect(shows(['random', 'margin'])).toBe(
    'Active learning on Cats: the query strategies random and margin pick which samples to have labelled, 3 in each cycle, beginning with 1 label.',
  );
  expect(shows(['random'])).toContain('a query strategy (random) picks which');
  expect(shows(['a', 'b', 'c', 'd', 'e'])).toContain('5 strategies pick which');
  for (const kind of ['plane', 'image', 'table'] as const)
    for (const word of wordsOf(watchText({ shows: '' }, { cycle: 3, finished: false, kind })))
      expect(glossary[word], word).toBeTruthy();
});
