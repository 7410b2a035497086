/** End to end: the built site in a real browser, served from a sub-path as a static host would. */
import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './tools/run/browser.mjs';

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 2,
  retries: 0,
  // what is timed has the machine to itself
  projects: [
    { name: 'timed', testMatch: /first-visit\.spec/, workers: 1 },
    { name: 'page', testIgnore: /first-visit\.spec/, workers: 2 },
  ],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  globalSetup: './tests/e2e/global-setup.ts',
  use: {
    baseURL: 'http://localhost:4199/querent/',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findBrowser(), args: browserFlags() },
  },
});
