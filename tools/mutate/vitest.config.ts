/** The unit tests that must see the faults of one room; Stryker runs each mutant against those that reach it. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mutationTarget } from './rooms.mjs';

export default defineConfig({
  plugins: [svelte()],
  test: {
    root: '.',
    include: mutationTarget(process.env['QUERENT_MUTATE']).tests,
    exclude: ['tests/**/*.{real,browser}.test.ts', 'tests/**/*.real.browser.test.ts', 'node_modules/**'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
