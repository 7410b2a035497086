/** A first visit without any interaction. Its speed: `npm run bench -- page`. */
import { expect, test } from '@playwright/test';
import { figure, runFinished, linkTo, quickSpec, transport } from './page-driver.ts';

test('two moons with four strategies start without a click, and the first accuracies appear', async ({ page }) => {
  await page.goto('./');
  await expect(transport(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  for (const arm of ['random', 'entropy', 'margin', 'core-set'])
    await expect(page.getByRole('figure', { name: new RegExp(`^Plane: ${arm}$`, 'i') })).toBeVisible();
  for (const name of [
    'Accuracy against labels',
    'Predictive entropy of the queries',
    'Labels per class',
    'Queried samples',
  ])
    await expect(figure(page, name)).toBeVisible();
  await expect(page.getByRole('status', { name: 'Backend' })).toContainText(/WebGPU|WASM/);
  await expect(page.getByRole('main')).toContainText(/\d\d\.\d/);
  await expect(transport(page)).toContainText(/cycle ([2-9]|1\d) of 12|finished/);
});

test('no request leaves the page’s origin, and the policy blocks an attempt', async ({ page }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const origin = new URL(page.url()).origin;
  const elsewhere = addresses.filter((url) => !url.startsWith(origin) && !/^(blob:|data:)/.test(url));
  expect(elsewhere).toEqual([]);
  const refused = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        fetch('http://127.0.0.1:9/').then(
          () => resolve('sent'),
          () => undefined,
        );
      }),
  );
  expect(refused).toBe('connect-src');
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src[^;]*(unsafe-inline|(?<!wasm-)unsafe-eval)/);
});

test('the main thread does not load TensorFlow.js', async ({ page }) => {
  await page.goto('./');
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  expect(await page.evaluate(() => Object.keys(globalThis).filter((key) => /tensorflow|_tf|tfjs/i.test(key)))).toEqual(
    [],
  );
});
