/**
 * `npm test`: installs what is missing, a browser included, then runs everything: unit tests, tests on public data sets
 * (where present), browser tests, the build with its size limit, the end-to-end tests of the built site, and the
 * build of the documentation. The last line counts them all: “N passed, N failed, N skipped”.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBrowser } from './browser.mjs';
import { ensurePackages, root } from './ensure.mjs';

await ensurePackages();
await ensureBrowser();

const results = `${root}test-results`;
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const node = (script, ...args) =>
  spawnSync(process.execPath, [`${root}node_modules/${script}`, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;

const total = { passed: 0, failed: 0, skipped: 0 };
const broken = [];

/** Adds the counts that a runner wrote; a runner that failed without a failed test counts as one failure. */
function count(name, status, file, read) {
  const before = total.failed;
  if (existsSync(file)) read(JSON.parse(readFileSync(file, 'utf8')));
  else if (status === 0) broken.push(`${name} wrote no results`);
  if (status !== 0 && total.failed === before) {
    total.failed++;
    broken.push(`${name} ended with status ${status}`);
  }
}

function vitest(...projects) {
  const file = `${results}/${projects.join('-')}.json`;
  const chosen = projects.flatMap((one) => ['--project', one]);
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = node('vitest/vitest.mjs', 'run', ...chosen, ...output);
  count(projects.join(' and '), status, file, (json) => {
    total.passed += json.numPassedTests;
    total.failed += json.numFailedTests;
    total.skipped += json.numPendingTests + json.numTodoTests;
  });
}

/** Counts a step that passes or fails as a whole. */
function step(name, status) {
  if (status === 0) total.passed++;
  else {
    total.failed++;
    broken.push(name);
  }
  return status === 0;
}

vitest('unit', 'real');
vitest('browser', 'real-browser');
if (step('build', node('vite/bin/vite.js', 'build', '--logLevel', 'warn'))) {
  step('size limit', node('size-limit/bin.js'));
  const status = node('@playwright/test/cli.js', 'test');
  count('end to end', status, `${results}/e2e.json`, ({ stats }) => {
    total.passed += stats.expected + stats.flaky;
    total.failed += stats.unexpected;
    total.skipped += stats.skipped;
  });
}

step('documentation', node('tsx/dist/cli.mjs', 'tools/docs.ts'));

for (const line of broken) console.error(`✗ ${line}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed ? 1 : 0);
