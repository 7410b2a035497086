import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

const assets = fileURLToPath(new URL('../../dist/assets', import.meta.url));

test('no built file imports the entry of a worker, which WebKit would run once more', () => {
  const texts = readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(`${assets}/${name}`, 'utf8'));
  const names = (pattern: RegExp) => texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!));
  const entries = new Set(names(/new Worker\(new URL\(new URL\([`"']([^`"']+)/g));
  expect(entries.size).toBeGreaterThanOrEqual(3);
  const imported = names(/(?:from|import)\(?[`"']\.\/([^`"']+)/g);
  expect(imported.length).toBeGreaterThan(50);
  expect(imported.filter((name) => entries.has(name))).toEqual([]);
});
