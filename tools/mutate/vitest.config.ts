/** The unit tests that must see the faults of one room; Stryker runs each mutant against those that reach it. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { timeLimits, unitTests } from '../../vitest.config.ts';
import { mutationTarget } from './rooms.mjs';

const { include, exclude } = mutationTarget(process.env['QUERENT_MUTATE']);

export default defineConfig({
  plugins: [svelte()],
  test: {
    root: '.',
    ...{ ...unitTests, ...timeLimits },
    include,
    exclude: [...unitTests.exclude, ...exclude],
  },
});
