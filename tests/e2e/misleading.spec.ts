/** The page says nothing that is not so: means, planes without scores, imported logs, loaded specs, unfinished runs. */
import { expect, test } from '@playwright/test';
import {
  dropFiles,
  exportedFile,
  fewStrokes,
  figure,
  linkTo,
  quickSpec,
  runButton,
  runFinished,
  slowSpec,
  transport,
} from './page-driver.ts';

test('a plane without acquisition scores says why, and only random sampling treats all points alike', async ({
  page,
}) => {
  const arms = [{ strategy: 'random' }, { strategy: 'k-median' }, { strategy: 'margin' }];
  await page.goto(await linkTo({ ...quickSpec, arms }));
  await runFinished(page);
  await page.getByRole('button', { name: 'Acquisition', exact: true }).click();
  await expect(figure(page, 'Plane: random')).toContainText('Every point alike: random sampling');
  await expect(figure(page, 'Plane: K-median')).toContainText('this strategy chooses the batch as a whole');
  await expect(figure(page, 'Plane: margin')).not.toContainText(/No score|alike/);
});

test('methods keep the spelling of their papers in cards, planes, curves and sentences', async ({ page }) => {
  const arms = [{ strategy: 'deep-fool' }, { strategy: 'badge' }, { strategy: 'least-confidence' }];
  await page.goto(await linkTo({ ...quickSpec, arms }));
  await runFinished(page);
  for (const name of ['DeepFool', 'BADGE', 'least confidence'])
    await expect(figure(page, `Plane: ${name}`)).toBeVisible();
  await expect(figure(page, 'Accuracy against labels').locator('text.name')).toContainText([
    'DeepFool',
    'BADGE',
    'Least confidence',
  ]);
  await expect(page.getByRole('main')).not.toContainText(/[Dd]eep-fool|Badge|[Ll]east-confidence/);
});

test('the log of a run on built-in images draws them in a browser that has never made them', async ({
  page,
  browser,
}) => {
  await page.goto(await linkTo(fewStrokes));
  await runFinished(page);
  const log = await exportedFile(page, 'Log');
  const other = await (await browser.newContext()).newPage();
  await other.goto('./');
  await dropFiles(other, [{ name: 'strokes.jsonl', bytes: Buffer.from(log) }]);
  const face = figure(other, 'Queried samples').locator('canvas').first();
  const ink = () =>
    face.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 < 3 && value > 128).length;
    });
  await expect.poll(ink).toBeGreaterThan(20);
});

test('the log of a run on files says which to drop for its samples', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * 3) % 11},${i % 2 ? 'yes' : 'no'}`);
  const table = { name: 'answers.csv', bytes: Buffer.from(['a,b,label', ...rows].join('\n')) };
  await dropFiles(page, [table]);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByText(/is in this browser/).first()).toBeVisible();
  await page.getByRole('spinbutton', { name: 'Cycles' }).fill('1');
  await runButton(page).click();
  await expect(transport(page)).toContainText(/cycle 1 of 1.*finished/);
  await expect(page.getByText('not in this browser')).toHaveCount(0);
  const log = await exportedFile(page, 'Log');
  const other = await page.context().browser()!.newContext();
  const fresh = await other.newPage();
  await fresh.goto('./');
  await expect(transport(fresh)).toContainText(/cycle [1-9]/);
  await dropFiles(fresh, [{ name: 'answers.jsonl', bytes: Buffer.from(log) }]);
  await expect(fresh.getByRole('note').filter({ hasText: /samples of “answers/ })).toContainText('Drop its files');
  await dropFiles(fresh, [table]);
  await fresh.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(fresh.getByText('not in this browser')).toHaveCount(0);
  await other.close();
});

test('a loaded spec whose files are missing is not said to be ready', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const dataset = { source: 'files', name: 'Ants' };
  await dropFiles(page, [
    { name: 'ants.json', bytes: Buffer.from(JSON.stringify({ ...quickSpec, name: 'Ants', dataset })) },
  ]);
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages).toContainText('“ants.json” is loaded. It needs the files of “Ants”: drop them on the page.');
  await expect(messages).not.toContainText('Run starts it');
});

test('unfinished runs say how far they have come, and are deleted together', async ({ page }) => {
  for (const name of ['First', 'Second']) {
    await page.goto('about:blank');
    await page.goto(await linkTo({ ...slowSpec, name }));
    await expect(transport(page)).toContainText(/cycle [1-9]/);
    await transport(page).getByRole('button', { name: 'Pause' }).click();
    await expect(transport(page)).toContainText('paused');
  }
  await page.goto('about:blank');
  await page.goto('./');
  const list = page.getByRole('region', { name: 'Unfinished runs' });
  await expect(list).toContainText(/\d+ % done \(cycle [1-6] of 6\)/);
  await expect(list).not.toContainText(/of \d+ steps/);
  await list.getByRole('button', { name: 'Delete all unfinished runs' }).click();
  await list.getByRole('button', { name: 'Really delete all' }).click();
  await expect(list).toHaveCount(0);
});

test('the size of the test set of built-in data is set in one place', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByText('Validation and test').click();
  await expect(page.getByRole('spinbutton', { name: 'Validation', exact: true })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Test', exact: true })).toHaveCount(0);
  const size = page.getByRole('spinbutton', { name: 'Samples for the test' });
  await size.fill('0');
  await size.blur();
  await expect(page.getByText('80 of the samples are held out')).toBeVisible();
});

test('the best weights on validation are not promised without a validation split', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByText('Training settings').click();
  const note = page.getByText('without a validation split: the last');
  await expect(note).toBeVisible();
  await page.getByText('Validation and test').click();
  await page.getByRole('spinbutton', { name: 'Validation', exact: true }).fill('40');
  await page.getByRole('spinbutton', { name: 'Validation', exact: true }).blur();
  await expect(note).toHaveCount(0);
});

test('the menu of strategies has the families of the field', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('button', { name: 'Add an arm' }).click();
  const families = ['Uncertainty', 'Bayesian', 'Diversity', 'Hybrid', 'Distribution', 'Generative', 'Bounds'];
  const menu = page.getByRole('menu');
  for (const name of families) await expect(menu.getByRole('group', { name })).toBeVisible();
  await expect(menu.getByRole('group', { name: 'Diversity' }).getByRole('menuitem')).toContainText([
    'Core-set',
    'K-median',
  ]);
});
