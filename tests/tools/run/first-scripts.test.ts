/** What a first visit loads: found by following the imports of a small built page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { firstScripts } from '../../../tools/run/first-scripts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'querent-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('are those of the page and all that they import at once, however the bundler names them', () => {
  mkdirSync(join(folder, 'assets'));
  const files = {
    'index.html': '<script type="module" src="./assets/index-1.js"></script><link href="./assets/shared-2.js">',
    'assets/index-1.js':
      'import{a as b}from"./shared-2.js";import "./deep-3.js";const later=()=>import("./lazy-4.js");',
    'assets/shared-2.js': 'import{c}from"./index-1.js";export const a=1;',
    'assets/deep-3.js': 'export{d}from"./deeper-5.js"',
    'assets/lazy-4.js': 'import"./unseen-6.js"',
    'assets/deeper-5.js': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  expect(firstScripts(folder)).toEqual(['deep-3', 'deeper-5', 'index-1', 'shared-2'].map((one) => `assets/${one}.js`));
});
