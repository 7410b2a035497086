/** Rooms whose tests are themselves tested by mutation, and where each room's tests are. */
import { existsSync } from 'node:fs';
import { root } from '../run/ensure.mjs';

/** All tests of a room but those of whole experiments, which would take hours for the few changes that no other test sees. */
const quickTests = (room, { but = '' } = {}) => ({
  include: [`tests/${room}/**/*.test.ts`],
  exclude: [`tests/${room}/**/*.whole.test.ts`, ...(but ? [`tests/${room}/${but}.test.ts`] : [])],
});

/** @type {Record<string, { include: string[], exclude: string[] }>} rooms under `src`, with the tests that must see their faults */
export const mutationRooms = {
  algorithms: quickTests('algorithms'),
  annotators: quickTests('annotators'),
  generative: quickTests('generative'),
  metrics: quickTests('metrics'),
  runner: quickTests('runner'),
  selectors: quickTests('selectors'),
  strategies: quickTests('strategies'),
  // the loop has tests of its own; what it does for early stopping and batches is worked out by hand with the trainings
  trainer: { include: ['tests/trainer/**/*.test.ts', 'tests/training/supervised*.test.ts'], exclude: [] },
  // trainings to 95% say no more than the steps worked by hand
  training: quickTests('training', { but: '{separable-groups,alignment}' }),
};

/**
 * @param {string | undefined} room as typed: a room of the list, or a folder or file in one (`metrics/curves/curves.ts`)
 * @returns {{ room: string, mutate: string, include: string[], exclude: string[] }} glob of the sources to change, globs of the tests to run
 * @throws {Error} with one sentence: which rooms there are, or that there is no such folder or file
 */
export function mutationTarget(room) {
  const path = (room ?? '').replace(/^(\.\/)?src\//, '').replace(/\/$/, '');
  const [name] = path.split('/');
  const found = Object.hasOwn(mutationRooms, name) && mutationRooms[name];
  if (!found) {
    const rooms = Object.keys(mutationRooms).join(', ');
    throw new Error(
      `Give the room whose tests are to be tested, for example npm run mutate -- metrics; there are ${rooms}.`,
    );
  }
  if (!existsSync(`${root}src/${path}`))
    throw new Error(`There is no src/${path}. Give a room, or a folder or file in it.`);
  return {
    room: name,
    mutate: path.endsWith('.ts') ? `src/${path}` : `src/${path}/**/*.ts`,
    ...found,
  };
}
