/** Runs as things: their list, names and marks, two of them on one figure, and pictures for a paper. */
import { expect, test, type Page } from '@playwright/test';
import { exportedFile, figure, linkTo, quickSpec, runFinished } from './page-driver.ts';

/** Runs two designs, one after the other; the second is on show. */
async function twoRuns(page: Page): Promise<void> {
  await page.goto(await linkTo({ ...quickSpec, name: 'First try' }));
  await runFinished(page);
  await page.goto(await linkTo({ ...quickSpec, name: 'Second try', seeds: [2], arms: [{ strategy: 'entropy' }] }));
  await expect(page.getByRole('textbox', { name: 'Name of the experiment' })).toHaveValue('Second try');
  await runFinished(page);
}

async function openRuns(page: Page) {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox').fill('open, compare, rename');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Runs in this browser' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('runs have names, marks and results, and two of them stand on one figure', async ({ page }) => {
  await twoRuns(page);
  let dialog = await openRuns(page);
  const first = dialog.getByRole('row').filter({ has: page.getByRole('button', { name: 'Open First try' }) });
  await expect(first).toContainText(/random \d+\.\d/);
  await expect(first).toContainText('at 10 labels, 1 seed');
  await expect(dialog.getByRole('row', { name: /Second try/ })).toContainText('on show');

  const name = dialog.getByRole('textbox', { name: 'Name of the run First try' });
  await name.fill('The better one');
  await name.press('Enter');
  await dialog.getByRole('button', { name: 'Star The better one' }).click();
  await expect(dialog.getByRole('button', { name: 'Star The better one' })).toHaveAttribute('aria-pressed', 'true');
  await dialog.getByRole('checkbox', { name: 'Select The better one' }).check();
  await dialog.getByRole('button', { name: 'Compare 1 run' }).click();
  await expect(dialog).toHaveCount(0);

  const accuracy = figure(page, 'Accuracy against labels');
  await expect(accuracy).toContainText(/The better one \(other seeds\):\s*1 random \d+\.\d/);
  await expect(accuracy).toContainText(/2 margin \d+\.\d at 10/);

  // names and marks are stored
  await page.reload();
  await runFinished(page);
  dialog = await openRuns(page);
  await expect(dialog.getByRole('row').nth(1)).toContainText('random');
  await expect(dialog.getByRole('textbox', { name: 'Name of the run The better one' })).toBeVisible();
  await dialog.getByRole('searchbox', { name: 'Find runs' }).fill('entropy');
  await expect(dialog.getByRole('textbox')).toHaveCount(1);
  await dialog.getByRole('searchbox', { name: 'Find runs' }).fill('');
  await dialog.getByRole('checkbox', { name: 'Select all' }).check();
  await dialog.getByRole('button', { name: 'Delete 2 selected runs' }).click();
  await dialog.getByRole('button', { name: 'Really delete 2 selected runs' }).click();
  await expect(dialog).toContainText('No runs are stored in this browser.');
});

test('a picture is saved with the colours and the background that were chosen, under the run’s name', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  await accuracy.getByRole('button', { name: 'Figure menu' }).click();
  await page.getByRole('menuitem', { name: 'Picture options' }).click();
  const dialog = page.getByRole('dialog', { name: /Save “Accuracy against labels” as a picture/ });
  await expect(dialog.getByRole('img')).toBeVisible();
  await dialog.getByRole('group', { name: 'Background' }).getByRole('button', { name: 'Transparent' }).click();
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save SVG' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('quick-accuracy-against-labels.svg');
  const stream = await download.createReadStream();
  const svg = Buffer.concat(await stream.toArray()).toString();
  expect(svg).not.toContain('width="100%"');
  expect(svg).toContain('Quick · Two moons · seed 1 · Querent');
  // light ink, though the page is dark
  expect(svg).toContain('rgb(29, 33, 38)');
  expect(svg).not.toContain('rgb(232, 234, 238)');
});

test('published curves of a table lie under one’s own; a table that cannot be drawn is refused', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const accuracy = figure(page, 'Accuracy against labels');
  const add = async (name: string, text: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      accuracy.getByRole('button', { name: 'Add published curves (CSV)' }).click(),
    ]);
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  await add('table 8.csv', 'labels;Random;Core-Set\n4;61.5;62\n30;80;85.5\n');
  await expect(accuracy).toContainText(/table 8 \(published curves\):\s*1 Random 80\.0 at 30\s*2 Core-Set 85\.5 at 30/);
  // the axis reaches to the last of its labels
  await expect(accuracy.locator('text.tick').filter({ hasText: /^30$/ })).toHaveCount(1);
  await add('notes.csv', 'labels,Random\n4,good\n');
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('“notes.csv” has “good” in row 2');
  await accuracy.getByRole('button', { name: 'Take table 8 off the figure' }).click();
  await expect(accuracy).not.toContainText('Core-Set');
});

test('the labels that each arm needs follow the value that is typed in', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const needed = figure(page, 'Labels to reach a given accuracy');
  await expect(needed.getByRole('row', { name: /^Random/ })).toContainText('1 of 1');
  const level = needed.getByRole('spinbutton', { name: 'Accuracy to reach' });
  await level.fill('100');
  await level.press('Enter');
  await expect(needed.getByRole('row', { name: /^Random/ })).toContainText('more than 10');
  await level.fill('120');
  await level.press('Enter');
  await expect(needed).toContainText('This must be a number from 0 to 100.');
});

test('predictions of a learner are saved for every sample, by training it again', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^Predictions/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Predictions as a file' });
  await dialog.getByRole('combobox', { name: 'Strategy' }).selectOption({ label: 'random' });
  await dialog.getByRole('combobox', { name: 'Cycle' }).selectOption('1');
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save CSV' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('quick-predictions-of-random-seed-1-cycle-1.csv');
  const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
  const [head, ...rows] = text.replace('\ufeff', '').trim().split('\n');
  expect(head).toMatch(/^arm,seed,cycle,sample,part,label,predicted,confidence,p_upper_moon,p_lower_moon,run,/);
  const part = (name: string) => rows.filter((row) => row.split(',')[4] === name);
  expect([part('test').length, part('queried').length, rows.length]).toEqual([100, 6, 400]);
  // the accuracy of the log
  const right = part('test').filter((row) => row.split(',')[5] === row.split(',')[6]).length;
  const results = await exportedFile(page, 'Results');
  expect(results).toContain(`random,1,1,6,${right / 100},`);
});
