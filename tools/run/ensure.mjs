/** Installs what is missing, so that a fresh clone needs one command only. Plain Node, since nothing is installed yet. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureKernels } from './kernels.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Whether node_modules has the packages of the lock file in their versions. */
function upToDate() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  const versions = (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    return Object.fromEntries(Object.entries(packages).map(([path, one]) => [path, one]));
  };
  const wanted = versions(`${root}package-lock.json`);
  const present = versions(installed);
  return Object.entries(wanted).every(
    ([path, one]) => path === '' || one.optional || one.peer || present[path]?.version === one.version,
  );
}

/** Installs the packages of the lock file and compiles our WebAssembly module, where they are missing or old. */
export async function ensurePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Querent needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (!upToDate()) installPackages();
  await ensureKernels();
}

function installPackages() {
  console.log('Installing packages…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The packages could not be installed; see above.');
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensurePackages();
  if (process.argv.includes('--browser')) await (await import('./browser.mjs')).ensureBrowser();
}
