/** `npm run check`: types, lint, import rules, unused code and format. All run, so that one call reports everything. */
import { spawnSync } from 'node:child_process';
import { root } from './ensure.mjs';

const bin = (name) => `${root}node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`;
const steps = [
  ['types', 'svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ['lint', 'eslint', '.', '--max-warnings', '0'],
  [
    'import rules',
    'depcruise',
    'src',
    'workers',
    'tools',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
  ],
  ['unused code', 'knip'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
];

const failed = [];
for (const [name, command, ...args] of steps) {
  console.log(`— ${name}`);
  const { status } = spawnSync(bin(command), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed.push(name);
}
if (failed.length) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log('\nAll checks passed.');
