/** What is on the page belongs together: design, results, address, main button, and the moment that is shown. */
import { expect, test, type Page } from '@playwright/test';
import { figure, linkTo, quickSpec, runFinished, slowSpec, transport } from './page-driver.ts';

const notice = (page: Page) => page.getByRole('region', { name: 'Changed since the run' });
const main = (page: Page) => transport(page).getByRole('button').first();
const field = (page: Page, name: string) => page.getByRole('spinbutton', { name, exact: true });
const fill = async (page: Page, name: string, value: string) => {
  await field(page, name).fill(value);
  await field(page, name).blur();
};

test('results of another design say whose they are, and lead both ways', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await expect(main(page)).toContainText(/^\s*Run/);
  await expect(notice(page)).toHaveCount(0);
  await fill(page, 'Cycles', '2');
  await expect(notice(page)).toContainText('These results belong to Quick. The design has changed.');
  await expect(main(page)).toContainText('Run new design');
  await notice(page).getByRole('button', { name: 'Back to it' }).click();
  await expect(field(page, 'Cycles')).toHaveValue('3');
  await expect(notice(page)).toHaveCount(0);

  await fill(page, 'Cycles', '2');
  await notice(page).getByRole('button', { name: 'Run the new design' }).click();
  await expect(transport(page)).toContainText(/of 8 labels.*finished/);
  await expect(notice(page)).toHaveCount(0);
});

test('a run that is refused leaves the results alone and puts the focus where the fault is', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await fill(page, 'Query batch size', '5000');
  await main(page).click();
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(/exceed/);
  await expect(field(page, 'Query batch size')).toBeFocused();
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();
  // corrected, it runs at once: the fault of the value before is not held against it
  await expect(page.locator('[data-fault]')).toHaveCount(1);
  await field(page, 'Query batch size').fill('3');
  await main(page).click();
  await expect(transport(page)).toContainText(/13 of 13 labels.*finished/);

  // a value that no design can have: Run does not quietly use the one before
  await fill(page, 'Epochs', '0');
  await main(page).click();
  await expect(field(page, 'Epochs')).toBeFocused();
  await expect(page.getByText('Epochs: This must be at least 1.')).toBeVisible();
  await expect(transport(page)).toContainText('finished');
});

test('the address follows the design; back leads to the run before, and a reload shows what was there', async ({
  page,
}) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const first = page.url();
  await fill(page, 'Cycles', '2');
  await expect.poll(() => page.url()).not.toBe(first);
  await main(page).click();
  await expect(transport(page)).toContainText(/of 8 labels.*finished/);
  const second = page.url();

  await page.goBack();
  await expect.poll(() => page.url()).toBe(first);
  await expect(transport(page)).toContainText(/10 of 10 labels.*finished/);
  await page.goForward();
  await expect(transport(page)).toContainText(/8 of 8 labels.*finished/);
  await page.reload();
  await expect(transport(page)).toContainText(/8 of 8 labels.*finished/);
  expect(page.url()).toBe(second);
});

test('a paused run is resumed or restarted', async ({ page }) => {
  await page.goto(await linkTo(slowSpec));
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  await main(page).click();
  await expect(main(page)).toContainText('Resume');
  await transport(page).getByRole('button', { name: 'Restart' }).click();
  await expect(transport(page)).toContainText(/cycle 0 of 6/);
  await expect(main(page)).toContainText('Pause');
});

test('Space pauses after a preset was chosen by mouse', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: /^Spirals/ }).click();
  await expect(main(page)).toContainText('Pause');
  await page.keyboard.press('Space');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(main(page)).toContainText(/Resume|Run/);
});

test('an earlier cycle is shown with its own number of labels', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('ArrowLeft');
  await expect(transport(page)).toContainText(/8 of 10 labels.*cycle 2 of 3.*shown/);
});

test('a strategy that does not suit the design is named with the reason, or brings its own training', async ({
  page,
}) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('button', { name: 'Add an arm' }).click();
  const item = (name: RegExp) => page.getByRole('menuitem', { name });
  await expect(item(/^BALD/)).toBeDisabled();
  await expect(item(/^BALD/)).toContainText('needs a model with dropout');
  await item(/^WAAL/).click();
  await expect(page.getByText('needs a training method with a critic')).toHaveCount(0);
});
