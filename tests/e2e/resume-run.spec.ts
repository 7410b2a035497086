/** Nothing is lost when tabs are closed or killed during a cycle, or with two tabs at once. */
import { expect, test, type BrowserContext } from '@playwright/test';
import {
  resumeButton,
  comparableLog,
  exportedFile,
  runFinished,
  linkTo,
  slowSpec,
  runButton,
  transport,
  reopenAfterCrash,
} from './page-driver.ts';

async function uninterrupted(context: BrowserContext): Promise<unknown[]> {
  const page = await context.newPage();
  await page.goto(await linkTo(slowSpec));
  await runFinished(page);
  const log = comparableLog(await exportedFile(page, 'Log'));
  await page.close();
  return log;
}

test('a tab killed during a cycle continues to the log of an uninterrupted run', async ({ context, browser }) => {
  const first = await context.newPage();
  await first.goto(await linkTo(slowSpec));
  await expect(transport(first)).toContainText(/cycle [2-4] of 6/);
  await expect(transport(first)).toContainText('training');
  const second = await reopenAfterCrash(first);
  await resumeButton(second).click();
  await runFinished(second);
  const resumed = comparableLog(await exportedFile(second, 'Log'));
  const other = await browser.newContext();
  expect(resumed).toEqual(await uninterrupted(other));
  await other.close();
});

test('a closed tab’s run is offered for resuming, as are paused and stopped runs', async ({ context }) => {
  const first = await context.newPage();
  await first.goto(await linkTo(slowSpec));
  await expect(transport(first)).toContainText(/cycle [1-4] of 6/);
  await transport(first).getByRole('button', { name: 'Pause' }).click();
  await expect(transport(first)).toContainText('paused');
  await runButton(first).click();
  await transport(first).getByRole('button', { name: 'Stop' }).click();
  await expect(runButton(first)).toBeVisible();
  await first.close({ runBeforeUnload: false });

  const second = await context.newPage();
  await second.goto('./');
  await resumeButton(second).click();
  await runFinished(second);
  await expect(resumeButton(second)).toHaveCount(0);
});

test('two tabs cannot work on one run, and the second says so', async ({ context }) => {
  const first = await context.newPage();
  await first.goto(await linkTo({ ...slowSpec, training: { ...slowSpec.training, epochs: 2000 } }));
  await expect(transport(first)).toContainText(/cycle [1-6] of 6/);
  const second = await context.newPage();
  await second.goto('./');
  // the other tab's run is not offered here: it is in progress
  await expect(resumeButton(second)).toHaveCount(0);
  await expect(transport(second)).toContainText(/of 56 labels/);
  await first.close();
});
