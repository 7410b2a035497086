/** End-to-end tests: the built site (`dist`) in a real browser, served from a sub-path as a static host would serve it. */
import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './tools/run/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 2,
  retries: 0,
  // generous: the limits end a test that hangs, on a machine that is busy with other work
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  globalSetup: './tests/e2e/global-setup.ts',
  use: {
    baseURL: process.env.QUERENT_SITE, // set by the global set-up
    actionTimeout: 120_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findBrowser(), args: browserFlags() },
  },
});
