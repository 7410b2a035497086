/** `npm run mutate`: the rooms, and the message for an unknown room. */
import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { timeLimits, unitTests } from '../../../vitest.config.ts';
import { mutationRooms, mutationTarget } from '../../../tools/mutate/rooms.mjs';

test('a room, or a folder or file in it, is changed, and the room’s tests must see it', () => {
  expect(mutationTarget('metrics')).toEqual({
    room: 'metrics',
    mutate: 'src/metrics/**/*.ts',
    include: ['tests/metrics/**/*.test.ts'],
    exclude: ['tests/metrics/**/*.whole.test.ts'],
  });
  expect(mutationTarget('src/algorithms/mixture/').mutate).toBe('src/algorithms/mixture/**/*.ts');
  expect(mutationTarget('metrics/curves/curves.ts').mutate).toBe('src/metrics/curves/curves.ts');
});

test('every room has its sources and its tests', () => {
  for (const [room, { include }] of Object.entries(mutationRooms))
    for (const folder of [`src/${room}`, ...include.map((glob) => glob.split('/').slice(0, 2).join('/'))])
      expect(existsSync(folder), folder).toBe(true);
});

test.each([undefined, '', 'app', 'toString'])('%s is refused with the list of rooms', (room) => {
  expect(() => mutationTarget(room)).toThrow(/there are algorithms, annotators, .*, training\.$/);
});

test('a folder or file that does not exist is refused', () => {
  expect(() => mutationTarget('metrics/no-such.ts')).toThrow(/^There is no src\/metrics\/no-such\.ts\./);
});

test.each(Object.keys(mutationRooms))(
  '%s is tested as its unit tests are, but for the tests left out',
  async (room) => {
    vi.stubEnv('QUERENT_MUTATE', room);
    vi.resetModules();
    const { default: config } = await import('../../../tools/mutate/vitest.config.ts');
    const { include, exclude } = mutationTarget(room);
    expect(config.test).toMatchObject({ ...timeLimits, include, environment: unitTests.environment });
    expect(config.test!.exclude).toEqual([...unitTests.exclude, ...exclude]);
    vi.unstubAllEnvs();
  },
);
