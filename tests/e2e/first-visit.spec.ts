/** A visitor opens the address, and nothing else. */
import { expect, test } from '@playwright/test';
import { figure, runFinished, linkTo, quickSpec, transport } from './page-driver.ts';

test('two moons and four strategies start by themselves', async ({ page }) => {
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
  await expect(transport(page)).toContainText(/cycle [2-9] of 12/);
});

test('the first accuracy stands within three seconds of opening', async ({ browser }) => {
  const times: number[] = [];
  for (let visit = 0; visit < 3; visit++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('./');
    // the large number on the first arm's card
    await page.waitForFunction(() => /\d\d\.\d/.test(document.querySelector('main')?.textContent ?? ''));
    times.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
  console.log(`first accuracy after ${times.map((ms) => `${(ms / 1000).toFixed(2)} s`).join(', ')}`);
  expect(Math.min(...times)).toBeLessThan(3000);
});

test('no request leaves the page, and none could', async ({ page }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(await linkTo(quickSpec));
  await runFinished(page);
  const origin = new URL(page.url()).origin;
  const elsewhere = addresses.filter((url) => !url.startsWith(origin) && !/^(blob:|data:)/.test(url));
  expect(elsewhere).toEqual([]);
  const refused = await page.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'sent',
      (error: Error) => error.message,
    ),
  );
  expect(refused).not.toBe('sent');
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src[^;]*(unsafe-inline|(?<!wasm-)unsafe-eval)/);
});

test('the main thread has no task over 50 ms while a run trains', async ({ page }) => {
  await page.goto('./');
  await expect(transport(page)).toContainText(/cycle [1-9]\d* of 12/);
  const tasks = await page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const long: number[] = [];
        new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration))).observe({
          type: 'longtask',
        });
        setTimeout(() => done(long), 8000);
      }),
  );
  expect(tasks).toEqual([]);
});

test('TensorFlow.js is not part of what the main thread loads', async ({ page }) => {
  await page.goto('./');
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  expect(await page.evaluate(() => Object.keys(globalThis).filter((key) => /tensorflow|_tf|tfjs/i.test(key)))).toEqual(
    [],
  );
});
