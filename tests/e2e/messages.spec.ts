/** News that disappear by themselves stay while they are hovered or have the focus, so that their button can be reached. */
import { expect, test, type Page } from '@playwright/test';
import { dropFiles, linkTo, quickSpec, runFinished } from './page-driver.ts';

const news = (page: Page, text: RegExp) => page.getByRole('region', { name: 'Messages' }).getByText(text);

/** Later news of the same life have come and gone. */
async function laterNewsPass(page: Page, name: string): Promise<void> {
  await dropFiles(page, [{ name, bytes: Buffer.from(JSON.stringify(quickSpec)) }]);
  await expect(news(page, new RegExp(name))).toBeVisible();
  await expect(news(page, new RegExp(name))).toHaveCount(0);
}

test('news stay while hovered, then while focused, and disappear after that', async ({ page }) => {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await page.getByRole('button', { name: 'Share' }).click();
  const link = news(page, /The link is/);
  await link.hover();
  await laterNewsPass(page, 'one.json');
  await expect(link).toBeVisible();

  await page.getByRole('button', { name: 'Dismiss' }).focus();
  await page.mouse.move(5, 5);
  await laterNewsPass(page, 'two.json');
  await expect(link).toBeVisible();

  await page.getByRole('button', { name: 'Share' }).focus();
  await expect(link).toHaveCount(0);
});
