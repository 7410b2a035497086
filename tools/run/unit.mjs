/**
 * `npm run unit [-- ROOM …]` runs the unit tests of these rooms, or all of them; `npm run unit:watch -- ROOM …` runs them
 * again at each change. A room is a folder under `tests`, for example `strategies` or `algorithms/mixture`. Tests of whole
 * experiments (`*.whole.test.ts`) take long: with a room they run by `--whole` only. Installs and compiles what is missing.
 * What follows a first option goes to Vitest: `npm run unit -- runner -t pausing`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensurePackages, root } from './ensure.mjs';

/** @returns {string[]} the folders of a tree that hold unit tests, at any depth, with slashes between the names */
export function roomsIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.test\.ts$/.test(file) && !/\.(browser|real)\.test\.ts$/.test(file));
  const rooms = files.flatMap((file) => {
    const names = file.split('/').slice(0, -1);
    return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
  });
  return [...new Set(rooms)].sort();
}

/**
 * @param {string[]} given rooms as typed; `tests/` before and a slash after are allowed
 * @param {string[]} rooms
 * @returns {string[]} filters for Vitest
 * @throws {Error} with one sentence that lists the rooms
 */
export function filtersFor(given, rooms) {
  return given.map((text) => {
    const room = text.replace(/^(\.\/)?tests\//, '').replace(/\/$/, '');
    if (!rooms.includes(room))
      throw new Error(`There is no room “${text}” with unit tests; there are ${rooms.join(', ')}.`);
    return `tests/${room}/`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [mode, ...given] = process.argv.slice(2);
  try {
    const first = given.findIndex((text) => text.startsWith('-'));
    const options = first < 0 ? [] : given.splice(first);
    const whole = given.length === 0 || options.includes('--whole');
    const filters = filtersFor(given, roomsIn(`${root}tests`));
    await ensurePackages();
    const args = [`${root}node_modules/vitest/vitest.mjs`, mode, '--project', 'unit', ...filters];
    // read by vitest.config.ts: Vitest's own `--exclude` does not reach its projects
    const env = { ...process.env, QUERENT_WHOLE: whole ? 'yes' : 'no' };
    const others = options.filter((option) => option !== '--whole');
    process.exitCode =
      spawnSync(process.execPath, [...args, ...others], { cwd: root, stdio: 'inherit', env }).status ?? 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
