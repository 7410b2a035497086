/** The design can be taken back step by step, and never stands at something unsound. */
import { expect, it } from 'vitest';
import { Draft, sameSpec } from '../../src/app/state/draft.svelte.ts';
import { presets } from '../../src/presets/index.ts';
import { parseSpec } from '../../src/protocol/spec.ts';

const moons = parseSpec(presets[0].spec);
const cycles = (draft: Draft) => draft.spec.query.cycles;
const ask = (draft: Draft, count: unknown) =>
  draft.edit({ ...draft.spec, query: { ...draft.spec.query, cycles: count } });

it('goes back and forth through its changes', () => {
  const draft = new Draft(moons);
  ask(draft, 5);
  ask(draft, 6);
  draft.undo();
  expect(cycles(draft)).toBe(5);
  draft.undo();
  expect(sameSpec(draft.spec, moons)).toBe(true);
  expect(draft.canUndo).toBe(false);
  draft.redo();
  draft.redo();
  expect(cycles(draft)).toBe(6);
  expect(draft.canRedo).toBe(false);
});

it('a new change leaves no way forward to the old ones', () => {
  const draft = new Draft(moons);
  ask(draft, 5);
  draft.undo();
  ask(draft, 9);
  expect(draft.canRedo).toBe(false);
  draft.undo();
  expect(cycles(draft)).toBe(moons.query.cycles);
});

it('refuses what is unsound, says why, and stays as it was', () => {
  const draft = new Draft(moons);
  expect(ask(draft, 2.5)).toBe('This must be a whole number.');
  expect(ask(draft, -1)).toBe('This must be at least 0.');
  expect(draft.edit({ ...moons, arms: [] })).toBe('There must be at least one.');
  expect(draft.edit({ ...moons, seeds: [1, 1] })).toContain('twice');
  expect(draft.spec).toBe(moons);
  expect(draft.canUndo).toBe(false);
});

it('a change that changes nothing is no step', () => {
  const draft = new Draft(moons);
  expect(ask(draft, moons.query.cycles)).toBeUndefined();
  expect(draft.canUndo).toBe(false);
});
