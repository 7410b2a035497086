/** A page opened over plain http in a local network: no secure context, hence no locks, no clipboard, no shared memory. */
import { chromium, expect, test } from '@playwright/test';
import { browserFlags, findBrowser } from '../../tools/run/browser.mjs';
import { idxFiles } from './dataset-files.ts';
import { dropFiles, figure, linkTo, quickSpec, runFinished } from './page-driver.ts';

test('runs, imports, prepares assets, shares a link and lists what is stored', async ({ baseURL }) => {
  const { port, pathname } = new URL(baseURL!);
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [...browserFlags(), '--host-resolver-rules=MAP querent.test 127.0.0.1'],
  });
  const page = await browser.newPage({ baseURL: `http://querent.test:${port}${pathname}` });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(
    await linkTo({
      ...quickSpec,
      // it prepares a GAN and features of the pool, whose keys are digests
      arms: [{ strategy: 'random' }, { strategy: 'asal', parameters: { ganSteps: 8, latentSteps: 10 } }],
    }),
  );
  expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator, 'subtle' in crypto])).toEqual([
    false,
    false,
    false,
  ]);
  await runFinished(page);
  await expect(figure(page, 'Accuracy against labels')).toBeVisible();

  await page.getByRole('status', { name: 'Backend' }).getByRole('button').click();
  await expect(page.getByText(/WebGPU needs a page opened over https/)).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /Share/ }).click();
  await expect(page.getByText(/The link is in the address bar/)).toBeVisible();

  await dropFiles(page, idxFiles());
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByText(/is in this browser/).first()).toBeVisible();
  await page.getByText('Stored in this browser').click();
  await expect(page.getByRole('button', { name: 'Delete run Quick' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Ask the browser/ })).toHaveCount(0);
  expect(faults).toEqual([]);
  await browser.close();
});
