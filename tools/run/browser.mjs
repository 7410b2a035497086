/** Finds a Chromium for tests and commands, and installs one if there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** Path of an installed browser; undefined leaves the choice to Playwright's own. `CHROME_PATH` goes first. */
export function findBrowser() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  for (const folder of (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':'))
    for (const name of names) if (folder && existsSync(join(folder, name))) return join(folder, name);
  return places.find((place) => existsSync(place));
}

/** Flags for a headless browser without background requests. */
export function browserFlags({ softwareGpu = false } = {}) {
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  return [
    ...(root ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
    ...(softwareGpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : []),
  ];
}

/** Installs a browser if there is none: as root Debian's package, else by Playwright's installer. */
export async function ensureBrowser() {
  if (findBrowser()) return;
  const { chromium } = await import('playwright');
  if (existsSync(chromium.executablePath())) return;
  const root = process.getuid?.() === 0;
  if (root && spawnSync('apt-get', ['--version']).status === 0) {
    console.log('No Chromium found: installing the package chromium…');
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
    const update = spawnSync('apt-get', ['update', '-qq'], quiet);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      ...quiet,
      env,
    });
    if (update.status === 0 && install.status === 0 && findBrowser()) return;
    console.log('The package chromium could not be installed; trying Playwright’s installer…');
  }
  const cli = fileURLToPath(new URL('../../node_modules/playwright/cli.js', import.meta.url));
  execFileSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
}
