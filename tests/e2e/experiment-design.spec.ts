/** Editing, undoing and refusing designs; presets and theme; stored data, and full storage. */
import { expect, test, type Page } from '@playwright/test';
import { unzipSync, zipSync } from 'fflate';
import { idxFiles, imageZip } from './dataset-files.ts';
import {
  chooseView,
  dropFiles,
  figure,
  runFinished,
  linkTo,
  quickSpec,
  slowSpec,
  runButton,
  transport,
} from './page-driver.ts';

const design = (page: Page) => page.getByRole('region', { name: 'Design' });
const run = (page: Page) => runButton(page);

async function opened(page: Page, spec = quickSpec): Promise<void> {
  await page.goto(await linkTo(spec));
  await runFinished(page);
}

async function type(page: Page, field: string, text: string): Promise<void> {
  const input = page.getByRole(field === 'Seeds' ? 'textbox' : 'spinbutton', { name: field, exact: true });
  await input.fill(text);
  await input.press('Enter');
}

test('model, sizes, seeds and an arm’s own settings are changed, and apply with the next Run', async ({ page }) => {
  await opened(page);
  await expect(design(page)).not.toContainText('applies with the next Run');
  await design(page).getByRole('combobox', { name: 'Model' }).selectOption('linear');
  await expect(design(page)).toContainText('applies with the next Run');
  await type(page, 'Cycles', '2');
  await type(page, 'Seeds', '4-5');
  await expect(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('4, 5');
  const arms = page.getByRole('region', { name: 'Arms' });
  await arms.getByRole('button', { name: /^Random/ }).click();
  await arms.getByRole('combobox', { name: 'Strategy' }).selectOption('k-median');
  await run(page).click();
  await expect(transport(page)).toContainText(/cycle 2 of 2.*finished/s);
  await expect(design(page)).not.toContainText('applies with the next Run');
  await expect(figure(page, 'Accuracy against labels')).toContainText(/K-median/i);
  await expect(transport(page)).toContainText('8 of 8 labels');
});

test('an invalid value has a message at its field, and the design is unchanged', async ({ page }) => {
  await opened(page);
  for (const [field, text, says] of [
    ['Seeds', 'one', /whole numbers/],
    ['Seeds', '1, 1', /twice/],
    ['Cycles', '-3', /0|1|least|from/],
    ['Query batch size', '0', /1|least/],
    ['Cycles', '1000', /exceed the pool/],
  ] as const) {
    await type(page, field, text);
    const row = design(page)
      .getByRole('group')
      .filter({ has: page.getByLabel(field, { exact: true }) })
      .last();
    await expect(row.locator('.fault').filter({ hasText: says }).first()).toBeVisible();
  }
  await page.keyboard.press('Escape');
  // refused before it begins, field by field: the earlier run is still shown
  const messages = page.getByRole('region', { name: 'Messages' });
  await run(page).click();
  await expect(messages).toContainText('Seeds: A seed is there twice.');
  await type(page, 'Seeds', '1');
  await run(page).click();
  await expect(messages).toContainText(/pool/);
});

test('changes are undone and redone', async ({ page }) => {
  await opened(page);
  const cycles = page.getByRole('spinbutton', { name: 'Cycles', exact: true });
  await type(page, 'Cycles', '5');
  await type(page, 'Cycles', '7');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(cycles).toHaveValue('5');
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('Control+z');
  await expect(cycles).toHaveValue('3');
  await page.keyboard.press('Control+Shift+z');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(cycles).toHaveValue('7');
});

test('every preset loads and starts', async ({ page }) => {
  await opened(page);
  await page.getByRole('button', { name: 'Presets' }).click();
  const labels = page.getByRole('menuitem').locator('.menu-label');
  await expect(labels.nth(5), 'six presets or more').toBeVisible();
  const names = await labels.allInnerTexts();
  await page.keyboard.press('Escape');
  await expect(labels).toHaveCount(0);
  for (const name of names) {
    await page.getByRole('button', { name: 'Presets' }).click();
    await page
      .getByRole('menuitem')
      .filter({ has: page.getByText(name, { exact: true }) })
      .click();
    await expect(page.getByRole('textbox', { name: 'Name of the experiment' })).toHaveValue(name);
    if (/^(Fashion-MNIST|MNIST|CIFAR-10|SVHN)/.test(name)) {
      await expect(page.getByRole('region', { name: 'Messages' })).toContainText('needs its files');
      continue;
    }
    await expect(transport(page)).toContainText(/cycle \d+ of|training|querying/);
    await expect(page.getByRole('region', { name: 'Messages' })).toHaveText('');
  }
});

test('light, dark, or the theme of the system', async ({ page }) => {
  await opened(page);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const system = await paper();
  await chooseView(page, 'Theme: light');
  const light = await paper();
  await chooseView(page, 'Theme: dark');
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await paper()).toBe(dark);
  await chooseView(page, 'Theme: as the system');
  expect(await paper()).toBe(system);
  expect([light, dark]).toContain(system);
});

test('stored data are listed, opened and deleted', async ({ page }) => {
  await opened(page);
  await dropFiles(page, [imageZip()]);
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByText('Stored in this browser').click();
  await page.getByRole('button', { name: 'Delete data set trees' }).click();
  await page.getByRole('button', { name: 'Really delete data set trees' }).click();
  await expect(page.getByRole('button', { name: /delete data set trees/i })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Data' })).toContainText('This design needs');
  await page
    .getByRole('button', { name: /^Quick/ })
    .first()
    .click();
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();
  await page.getByRole('button', { name: 'Delete run Quick' }).first().click();
  await page.getByRole('button', { name: 'Really delete run Quick' }).click();
  await expect(page.getByRole('button', { name: 'Delete run Quick' })).toHaveCount(0);
});

/**
 * Simulates full storage in the workers, switched by messages. (Chromium's own override of the quota does not limit
 * IndexedDB.)
 */
async function storage(page: Page): Promise<(full: boolean) => Promise<void>> {
  const checkpoint = `
    let full = false;
    new BroadcastChannel('full').onmessage = ({ data }) => (full = data);
    for (const name of ['put', 'add']) {
      const real = IDBObjectStore.prototype[name];
      IDBObjectStore.prototype[name] = function (...args) {
        if (full) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        return real.apply(this, args);
      };
    }`;
  await page.route(/worker-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    // at the end: imports run first, and the worker answers only afterwards
    await route.fulfill({ response, body: `${await response.text()}\n;(() => {${checkpoint}})();` });
  });
  return async (full) => {
    await page.evaluate((now) => new BroadcastChannel('full').postMessage(now), full);
    await page.waitForTimeout(300);
  };
}

test('an import that exceeds the quota reports it, leads to stored data, and succeeds once there is space', async ({
  page,
}) => {
  const full = await storage(page);
  await opened(page);
  await dropFiles(page, idxFiles());
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('240 samples');
  await full(true);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(dialog.getByRole('alert')).toContainText(/full|room|space/i);
  await full(false);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('is in this browser');
});

test('a step that exceeds the quota pauses the run with a remedy, and nothing is lost', async ({ page }) => {
  const full = await storage(page);
  await page.goto(await linkTo({ ...slowSpec, query: { size: 2, cycles: 12 } }));
  await expect(transport(page)).toContainText(/cycle [2-9]/);
  await full(true);
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages).toContainText(/full|room|space/i);
  await messages.getByRole('button', { name: 'Show stored data' }).click();
  await expect(page.getByRole('region', { name: 'Data' }).getByRole('button', { name: /^Slow/ })).toBeVisible();
  await full(false);
  await run(page).click();
  await runFinished(page);
  await expect(transport(page)).toContainText('28 of 28 labels');
});

/** A valid zip with one truncated file in it. */
function withoutEnd(zip: Uint8Array, path: string): Uint8Array {
  const entries = unzipSync(zip);
  return zipSync({ ...entries, [path]: entries[path]!.subarray(0, 40) });
}

test('a zip with one broken image: it is named, and the others can be imported', async ({ page }) => {
  await opened(page);
  const { bytes, name } = imageZip();
  await dropFiles(page, [{ name, bytes: withoutEnd(bytes, 'trees/birch/5.png') }]);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText(/birch\/5\.png.*does not decode/);
  await dialog.getByRole('button', { name: 'Skip broken images' }).click();
  await expect(dialog).toContainText('5.png');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('79 samples');
  await run(page).click();
  await expect(transport(page)).toContainText(/cycle [1-9]/);
});
