/** Browsers that refuse storage, in part or whole: the page works, and says once what is forgotten with the tab. */
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserFlags, findBrowser } from '../../tools/run/browser.mjs';
import { idxFiles } from './dataset-files.ts';
import {
  chooseView,
  comparableLog,
  dropFiles,
  exportedFile,
  linkTo,
  quickSpec,
  runFinished,
  runButton,
  transport,
} from './page-driver.ts';

const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

/** Makes a property of the window throw, as browsers do that block cookies. */
const refuse = (context: BrowserContext, ...names: string[]): Promise<unknown> =>
  context.addInitScript((refused) => {
    for (const name of refused)
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
  }, names);

/** What a visitor does on the page, from the first run to an import. */
async function everythingWorks(page: Page): Promise<void> {
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  await chooseView(page, 'Theme: dark');
  await dropFiles(page, idxFiles());
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByText(/is in this browser/).first()).toBeVisible();
  await runButton(page).click();
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  await page.getByText('Stored in this browser').click();
  await expect(page.getByRole('button', { name: 'Delete run Quick' })).toBeVisible();
}

test('without local storage', async ({ context, page }) => {
  await refuse(context, 'localStorage', 'sessionStorage');
  await everythingWorks(page);
  await expect(messages(page).getByText(/does not let this page store settings/)).toHaveCount(1);
});

for (const [what, block] of [
  ['an IndexedDB that throws', (context: BrowserContext) => refuse(context, 'indexedDB', 'localStorage')],
  [
    'no IndexedDB',
    (context: BrowserContext) =>
      context.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined })),
  ],
] as const)
  test(`with ${what}: a run, an import and its log are those of any browser`, async ({ context, page, browser }) => {
    await block(context);
    await everythingWorks(page);
    await expect(messages(page).getByText(/does not let this page store anything/)).toHaveCount(1);

    await page.getByRole('button', { name: /^Quick/ }).click();
    const other = await browser.newPage();
    await other.goto(await linkTo(quickSpec));
    await runFinished(other);
    const [refused, stored] = [await exportedFile(page, 'Log'), await exportedFile(other, 'Log')];
    expect(comparableLog(refused)).toEqual(comparableLog(stored));
    await other.close();
  });

test('in a browser whose settings block cookies', async ({ baseURL }) => {
  const profile = await mkdtemp(join(tmpdir(), 'querent-profile-'));
  await mkdir(join(profile, 'Default'));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: browserFlags(),
    baseURL: baseURL!,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await everythingWorks(page);
  await expect(page.evaluate(() => localStorage.length)).rejects.toThrow(/denied/);
  await expect(messages(page).getByText(/does not let this page store anything/)).toHaveCount(1);
  expect(faults).toEqual([]);
  await context.close();
  await rm(profile, { recursive: true });
});
