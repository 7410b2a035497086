/** Export of results, log, spec, link and figures, and import. */
import { expect, test } from '@playwright/test';
import {
  chooseInFigure,
  figureFile,
  comparableLog,
  dropFiles,
  exportedFile,
  figure,
  runFinished,
  linkTo,
  quickSpec,
  transport,
} from './page-driver.ts';

test('results, log and spec are exported, and the log is imported as a run', async ({ page, browser }) => {
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
    version: 2,
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

test('a figure is shown as a table and exported as SVG and PNG', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  await chooseInFigure(accuracy, 'Show as');
  await expect(accuracy.getByRole('table')).toContainText('10');
  await chooseInFigure(accuracy, 'Show as');
  const svg = (await figureFile(accuracy, 'SVG')).toString();
  expect(svg).toMatch(/^<(\?xml|svg)/);
  expect(svg).not.toContain('var(--');
  // the page's policy allows rasterising the drawing with the page's font
  const png = await figureFile(accuracy, 'PNG');
  const { width } = (await accuracy.boundingBox())!;
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(Math.abs(png.readUInt32BE(16) - 2 * width)).toBeLessThanOrEqual(2);
});

test('a figure fills the screen until Escape, its menu over it', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  const before = (await accuracy.boundingBox())!;
  await chooseInFigure(accuracy, 'Full screen');
  const width = page.viewportSize()!.width;
  await expect.poll(async () => (await accuracy.boundingBox())!.width).toBe(width);
  await chooseInFigure(accuracy, 'What is');
  const dialog = page.getByRole('dialog', { name: 'Accuracy against labels' });
  await expect(dialog).toContainText('on the test set after each training');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await accuracy.getByRole('button', { name: 'Figure menu' }).click();
  await page.getByRole('menuitem', { name: 'Leave full screen' }).click();
  await expect.poll(async () => (await accuracy.boundingBox())!.width).toBe(before.width);
});
