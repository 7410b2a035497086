/** Lint: TypeScript's and Svelte's own rules, and the house rules that a pattern can state. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const unseeded = 'All chance comes from src/random/rng.ts, so that one seed decides everything.';

export default ts.config(
  {
    ignores: [
      'dist',
      'dist-docs',
      'out',
      'node_modules',
      'test-results',
      'playwright-report',
      '.cache',
      'src/tensor/native/assembly',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.worker, ...globals.node } },
    rules: {
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: unseeded }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.property.name=/^(randomNormal|randomUniform|randomUniformInt|randomGamma|truncatedNormal|rand|multinomial|dropout)$/][callee.object.name="tf"]',
          message: `No unseeded tensor draw. ${unseeded}`,
        },
        {
          selector:
            'ImportSpecifier[imported.name=/^(randomNormal|randomUniform|truncatedNormal|multinomial|dropout)$/]',
          message: `No unseeded tensor draw. ${unseeded}`,
        },
      ],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-undef': 'off', // the compiler does this
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  { files: ['**/*.svelte'], rules: { 'svelte/no-at-html-tags': 'error' } },
  {
    files: [
      'src/{models,trainer,training,selectors,generative,measuring,strategies,runner,annotators}/**/*.ts',
      'src/algorithms/mixture/**/*.ts',
    ],
    rules: { '@typescript-eslint/max-params': ['error', { max: 3 }] },
  },
  {
    files: ['src/app/**/*.svelte'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteElement[kind="html"] > SvelteStartTag > SvelteAttribute[key.name="title"]',
          message: 'No title attribute: keyboard and touch do not reach it. Attach widgets/tooltip.svelte.ts.',
        },
      ],
    },
  },
);
