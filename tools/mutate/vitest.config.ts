/** The unit tests that must see the faults of one room; Stryker runs each mutant against those that reach it. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mutationTarget } from './rooms.mjs';

const { include, exclude } = mutationTarget(process.env['QUERENT_MUTATE']);

export default defineConfig({
  plugins: [svelte()],
  test: {
    root: '.',
    include,
    exclude: ['tests/**/*.{real,browser}.test.ts', 'tests/**/*.real.browser.test.ts', 'node_modules/**', ...exclude],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
