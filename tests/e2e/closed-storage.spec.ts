/** A browser that closes the page's database while a run is going. */
import { expect, test } from '@playwright/test';
import { comparableLog, exportedFile, linkTo, quickSpec, runFinished } from './page-driver.ts';

test('it is told and opened again, and the run goes on to the log of any other run', async ({ page, browser }) => {
  const closing = page.waitForEvent('worker', (worker) => /worker/.test(worker.url()));
  page.on('worker', (worker) => {
    void worker
      .evaluate(() => {
        const { transaction } = IDBDatabase.prototype;
        let calls = 0;
        IDBDatabase.prototype.transaction = function (...given) {
          if (++calls % 6 === 0) this.close(); // from here on as after a `close` event
          return transaction.apply(this, given);
        };
      })
      .catch(() => undefined);
  });
  await page.goto(await linkTo(quickSpec));
  await closing;
  await runFinished(page);
  await expect(page.getByText(/browser closed this page’s storage.*the run goes on/)).toHaveCount(1);
  const other = await browser.newPage();
  await other.goto(await linkTo(quickSpec));
  await runFinished(other);
  expect(comparableLog(await exportedFile(page, 'Log'))).toEqual(comparableLog(await exportedFile(other, 'Log')));
});
