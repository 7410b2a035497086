/** Stryker's settings for one room, which `tools/run/mutate.mjs` names in QUERENT_MUTATE. docs/testing.md explains them. */
import { mutationTarget } from './rooms.mjs';

const { room, mutate } = mutationTarget(process.env.QUERENT_MUTATE);

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/mutate/vitest.config.ts' },
  mutate: [mutate],
  coverageAnalysis: 'perTest',
  // run once, when a module is loaded: each would need all tests of the room in a new thread
  ignoreStatic: true,
  // messages have tests of their own where they matter, and names are held by the compiler
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: 2,
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: `.cache/mutation/${room}.json`,
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['progress', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true },
  htmlReporter: { fileName: `out/mutation/${room}.html` },
  jsonReporter: { fileName: `out/mutation/${room}.json` },
  thresholds: { high: 95, low: 85, break: null },
  ignorePatterns: ['.cache', 'dist', 'dist-docs', 'docs', 'out', 'test-results', 'coverage', 'tests/e2e'],
  disableTypeChecks: false,
  allowEmpty: false,
};
