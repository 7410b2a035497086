/** `npm run unit`: the rooms, and the message for an unknown room. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filtersFor, roomsIn } from '../../../tools/run/unit.mjs';

const folder = mkdtempSync(join(tmpdir(), 'querent-rooms-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const file of [
  'a/x.test.ts',
  'b/c/y.test.ts',
  'd/z.browser.test.ts',
  'e/z.real.test.ts',
  'f/fixture.ts',
  'g.test.ts',
]) {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), '');
}

test('rooms are the folders with unit tests in them or below', () => {
  expect(roomsIn(folder)).toEqual(['a', 'b', 'b/c']);
  const rooms = roomsIn('tests');
  for (const room of ['algorithms', 'algorithms/mixture', 'runner', 'strategies', 'tools/run'])
    expect(rooms).toContain(room);
  for (const other of ['e2e', 'support']) expect(rooms).not.toContain(other);
});

test('a room may be given as its path', () => {
  expect(filtersFor(['a', 'tests/b/', './tests/b/c'], roomsIn(folder))).toEqual(['tests/a/', 'tests/b/', 'tests/b/c/']);
});

test('an unknown room is refused with the list of rooms', () => {
  expect(() => filtersFor(['a', 'oracle'], roomsIn(folder))).toThrow(
    'There is no room “oracle” with unit tests; there are a, b, b/c.',
  );
});

describe('whole experiments', () => {
  const listed = (...options: string[]): string[] => {
    const args = ['tools/run/unit.mjs', 'list', 'training', ...options, '--filesOnly'];
    return execFileSync(process.execPath, args, { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.endsWith('.ts'));
  };

  test('are left out of a room, unless they are asked for', () => {
    const [room, whole] = [listed(), listed('--whole')];
    expect(room.length).toBeGreaterThan(0);
    expect(room.filter((file) => file.includes('.whole.'))).toEqual([]);
    expect(whole.filter((file) => !file.includes('.whole.'))).toEqual(room);
    expect(whole.length).toBeGreaterThan(room.length);
  });
});
