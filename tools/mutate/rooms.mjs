/** Rooms whose tests are themselves tested by mutation, and where each room's tests are. */

/** @type {Record<string, { tests: string[] }>} rooms under `src`, with the rooms under `tests` that must see their faults */
export const mutationRooms = {
  algorithms: { tests: ['algorithms'] },
  annotators: { tests: ['annotators'] },
  generative: { tests: ['generative'] },
  metrics: { tests: ['metrics'] },
  runner: { tests: ['runner'] },
  strategies: { tests: ['strategies'] },
  // the loop has tests of its own; that each training runs in it is seen by the trainings'
  trainer: { tests: ['trainer', 'training'] },
  training: { tests: ['training'] },
};

/**
 * @param {string | undefined} room as typed: a room of the list, or a folder or file in one (`metrics/curves.ts`)
 * @returns {{ room: string, mutate: string, tests: string[] }} glob of the sources to change, globs of the tests to run
 * @throws {Error} with one sentence that lists the rooms
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
  return {
    room: name,
    mutate: path.endsWith('.ts') ? `src/${path}` : `src/${path}/**/*.ts`,
    tests: found.tests.map((tests) => `tests/${tests}/**/*.test.ts`),
  };
}
