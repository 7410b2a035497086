/** The papers' settings and the comparison of the arms, in forms, figures and exports. */
import { expect, test, type Page } from '@playwright/test';
import { parseSpecText } from '../../src/protocol/spec.ts';
import { figureFile, exportedFile, figure, runFinished, linkTo, quickSpec, runButton } from './page-driver.ts';

const design = (page: Page) => page.getByRole('region', { name: 'Design' });
const counts = (page: Page) => page.getByRole('region', { name: 'Samples per class' });
const row = (page: Page, name: string) => counts(page).getByRole('row', { name: new RegExp(`^${name} `) });

const shapes = {
  ...quickSpec,
  dataset: { source: 'built-in' as const, name: 'blobs-rare', size: 1200, testSize: 200 },
};

test('half of the classes smaller, some unknown at the start: the counts are shown before a run', async ({ page }) => {
  await page.goto(await linkTo({ ...shapes, initial: { size: 14, by: 'class' }, query: { size: 2, cycles: 1 } }));
  await runFinished(page);
  await design(page).getByText('Classes', { exact: true }).click();
  const before = Number(await row(page, 'blob 6').getByRole('cell').nth(1).innerText());
  await page.getByRole('combobox', { name: 'Classes in the pool' }).selectOption('step');
  const times = page.getByRole('spinbutton', { name: 'Times smaller' });
  await times.fill('4');
  await times.press('Enter');
  await expect(row(page, 'blob 6').getByRole('cell').nth(1)).toHaveText(String(Math.floor(before / 4)));
  const known = page.getByRole('spinbutton', { name: 'Classes known at the start, per cent' });
  await known.fill('70');
  await known.press('Enter');
  await expect(row(page, 'blob 7').getByRole('cell').nth(3)).toHaveText('2');
  await expect(row(page, 'blob 8').getByRole('cell').nth(3)).toHaveText('0');
  // too unequal: a message in place of the counts
  await times.fill('10000');
  await times.press('Enter');
  await expect(design(page)).toContainText(/leaves no sample of the class “blob 6”/);
  await times.fill('4');
  await times.press('Enter');
  await expect(counts(page)).toBeVisible();
  await runButton(page).click();
  await runFinished(page);
  const log = (await exportedFile(page, 'Log')).split('\n').map((line) => (line ? JSON.parse(line) : {}));
  const { poolCounts, initialLabels } = log.find((event) => event.type === 'split');
  expect(poolCounts[5]).toBe(Math.floor(before / 4));
  expect(Math.max(...initialLabels)).toBe(6);
});

test('a few classes of the data, with unscaled values', async ({ page }) => {
  await page.goto(await linkTo({ ...shapes, query: { size: 2, cycles: 1 } }));
  await runFinished(page);
  const data = page.getByRole('region', { name: 'Data', exact: true });
  await data.getByText('All 10 classes').click();
  await data.getByRole('button', { name: 'blob 5', exact: true }).click();
  await expect(data).toContainText('Choose at least two classes.');
  await data.getByRole('button', { name: 'blob 7', exact: true }).click();
  await expect(page.getByRole('banner')).toContainText('2 classes');
  await data.getByRole('combobox', { name: 'Scale of the values' }).selectOption({ label: 'none' });
  await runButton(page).click();
  await runFinished(page);
  const figureOfLabels = figure(page, 'Labels per class');
  await expect(figureOfLabels).toContainText('blob 5');
  await expect(figureOfLabels).not.toContainText('blob 1');
  const spec = parseSpecText(await exportedFile(page, 'Spec'));
  expect(spec.dataset).toMatchObject({ classes: ['blob 5', 'blob 7'], scaling: 'none' });
});

test('arms are compared in a matrix, in sentences and in a file; bands and axis can be changed', async ({ page }) => {
  await page.goto(
    await linkTo({ ...quickSpec, arms: [...quickSpec.arms, { strategy: 'core-set' }], seeds: [1, 2, 3] }),
  );
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  await expect(accuracy).toContainText(/gradient steps.*for every arm/s);
  const band = () => page.locator('path.whisker').first().getAttribute('d');
  const range = await band();
  await accuracy.getByRole('combobox', { name: 'Band' }).selectOption('interval');
  expect(await band()).not.toBe(range);
  await accuracy.getByRole('combobox', { name: 'Horizontal axis' }).selectOption('steps');
  const bySteps = figure(page, 'Accuracy against gradient steps');
  await expect(bySteps).toBeVisible();
  const ticks = () => bySteps.locator('svg text.tick').allTextContents();
  await bySteps.getByRole('combobox', { name: 'Scale of the x axis' }).selectOption('log');
  await expect.poll(ticks).toContain('100');
  await bySteps.getByRole('combobox', { name: 'Range of the y axis' }).selectOption('measure');
  await expect.poll(async () => (await ticks()).slice(0, 2)).toEqual(['0', '20']);

  const comparison = figure(page, 'Comparison of the arms');
  await comparison.scrollIntoViewIfNeeded();
  await comparison.getByRole('button', { name: /^Margin against core-set/ }).click();
  await expect(comparison).toContainText(/(do not differ significantly|is ahead of).*3 seeds/s);
  await expect(comparison).toContainText('the smallest possible p is 0.25');
  await comparison.getByRole('button', { name: 'Cycle by cycle' }).click();
  await expect(comparison).toContainText(/in (no cycle of 4|\d of 4 cycles)/);
  await expect(comparison.getByRole('button', { name: /^Margin against random: \d of 4$/ })).toBeVisible();
  const saved = (await figureFile(comparison, 'CSV')).toString().trim().split('\n');
  expect(saved).toHaveLength(7);
  // the export has every measure, the figure the one that is shown
  const exported = (await exportedFile(page, 'Comparisons')).trim().split('\n');
  expect(exported.filter((line) => /^(measure|accuracy),/.test(line))).toEqual(saved);
});
