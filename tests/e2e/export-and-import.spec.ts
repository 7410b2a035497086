/** What a visitor takes along: results, the log, the spec, a link, figures; and brings back. */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import {
  comparableLog,
  dropFiles,
  exportedFile,
  figure,
  runFinished,
  linkTo,
  quickSpec,
  transport,
} from './page-driver.ts';

test('results, log and spec are exported, and the log comes back as a run', async ({ page, browser }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const csv = await exportedFile(page, 'Results');
  const [head, ...rows] = csv.trim().split(/\r?\n/);
  expect(head).toMatch(/^arm,seed,cycle,labelled,test_accuracy,mean_entropy_new,balance,train_s,select_s/);
  expect(rows).toHaveLength(2 * 4);
  const start = rows.filter((row) => row.split(',')[2] === '0').map((row) => row.split(',')[4]);
  expect(new Set(start).size).toBe(1);

  const log = await exportedFile(page, 'Log');
  const spec = await exportedFile(page, 'Spec');
  expect(JSON.parse(spec)).toMatchObject({
    version: 1,
    name: 'Quick',
    arms: [{ strategy: 'random' }, { strategy: 'margin' }],
  });

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto('./');
  await dropFiles(other, [{ name: 'quick.jsonl', bytes: Buffer.from(log) }]);
  await expect(transport(other)).toContainText('finished');
  await expect(transport(other)).toContainText('10 of 10 labels');
  expect(comparableLog(await exportedFile(other, 'Log'))).toEqual(comparableLog(log));
  await context.close();
});

test('a link gives the same experiment, and the same results, to someone else', async ({ page, browser }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const mine = comparableLog(await exportedFile(page, 'Log'));
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page).toHaveURL(/#/);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(page.url());
  await runFinished(other);
  expect(comparableLog(await exportedFile(other, 'Log'))).toEqual(mine);
  await context.close();
});

test('a figure shows its numbers as a table and leaves as SVG', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  await accuracy.getByRole('button', { name: 'Show as table' }).click();
  await expect(accuracy.getByRole('table')).toContainText('10');
  await accuracy.getByRole('button', { name: 'Show as table' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    accuracy.getByRole('button', { name: 'Download SVG' }).click(),
  ]);
  const svg = readFileSync(await download.path(), 'utf8');
  expect(svg).toMatch(/^<(\?xml|svg)/);
  expect(svg).not.toContain('var(--');
});
