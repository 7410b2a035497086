/**
 * `npm run mutate -- ROOM` changes the room's code in one place after another (a sign, a bound, a call left out) and runs the
 * tests that reach the place: a change that no test sees is a survivor. Prints survivors and the mutation score; the report is
 * `out/mutation/ROOM.html`. Only what changed since the last time is tried again (`.cache/mutation`); `--force` tries all.
 * A folder or file of a room may be given (`metrics/curves/curves.ts`). Other options go to Stryker.
 */
import { spawnSync } from 'node:child_process';
import { mutationTarget } from '../mutate/rooms.mjs';
import { ensurePackages, root } from './ensure.mjs';

const [given, ...options] = process.argv.slice(2);
try {
  mutationTarget(given);
  await ensurePackages();
  const stryker = `${root}node_modules/@stryker-mutator/core/bin/stryker.js`;
  const args = [stryker, 'run', 'tools/mutate/stryker.config.mjs', ...options];
  const env = { ...process.env, QUERENT_MUTATE: given };
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
