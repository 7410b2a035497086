/** Unit tests run in Node, browser tests in a real Chromium, `real` on public data sets where they are present. */
import { playwright } from '@vitest/browser-playwright';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { browserFlags, findBrowser } from './tools/run/browser.mjs';
import { isolation } from './tools/run/headers.mjs';
import app from './vite.config.ts';

const inBrowser = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: ['node_modules/**', ...exclude],
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      // as generous as the other limits: a browser starts late on a busy machine
      connectTimeout: 300_000,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: findBrowser(), args: browserFlags({ softwareGpu: true }) },
      }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});

// tests of whole experiments take long: tools/run/unit.mjs leaves them out where rooms are named
const wholeExperiments = process.env.QUERENT_WHOLE === 'no' ? ['tests/**/*.whole.test.ts'] : [];

/** The unit tests, also of the mutation of a room (`tools/mutate`). */
export const unitTests = {
  include: ['tests/**/*.test.ts'],
  exclude: [
    ...['tests/**/*.{real,browser}.test.ts', 'tests/**/*.real.browser.test.ts', 'node_modules/**'],
    ...wholeExperiments,
  ],
  environment: 'node' as const,
};

/** Generous: they end a test that hangs, on a machine that is busy with other work. */
export const timeLimits = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  plugins: [svelte()],
  worker: app.worker,
  optimizeDeps: app.optimizeDeps,
  server: { headers: isolation, fs: { allow: ['.', '../shared'] } },
  test: {
    maxWorkers: 2,
    ...timeLimits,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      { extends: true, test: { name: 'unit', ...unitTests } },
      {
        extends: true,
        test: { name: 'real', include: ['tests/**/*.real.test.ts'], environment: 'node' },
      },
      inBrowser('browser', ['tests/**/*.browser.test.ts'], ['tests/**/*.real.browser.test.ts']),
      inBrowser('real-browser', ['tests/**/*.real.browser.test.ts']),
    ],
  },
});
