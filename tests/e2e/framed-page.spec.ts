/** The page in a frame of another site, such as a course's page or slides, where private windows refuse it storage. */
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { createServer } from 'node:http';
import { linkTo, quickSpec } from './page-driver.ts';

/** A page of another site around the frame. @returns its address, and what ends its server */
async function around(framed: string): Promise<{ url: string; close: () => Promise<unknown> }> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><title>Slides</title><iframe title="Demo" src="${framed}" width="1400" height="860"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => server.close(resolve)) };
}

const demo = (page: Page): FrameLocator => page.frameLocator('iframe[title=Demo]');
const status = (frame: FrameLocator) => frame.getByRole('region', { name: 'Transport' });
const notice = (frame: FrameLocator) =>
  frame.getByRole('region', { name: 'Messages' }).getByText(/does not let this page store/);

/** Runs the design of the link in the frame, and another one. */
async function works(page: Page, outer: string): Promise<FrameLocator> {
  await page.goto(outer);
  const frame = demo(page);
  await expect(status(frame)).toContainText('finished');
  await frame.getByRole('spinbutton', { name: 'Cycles' }).fill('2');
  await frame.getByRole('spinbutton', { name: 'Cycles' }).blur();
  await frame.getByRole('button', { name: /^Run new/ }).click();
  await expect(status(frame)).toContainText(/8 of 8 labels.*finished/);
  return frame;
}

test('with storage refused to frames of other sites: in memory, which is said once', async ({ page, baseURL }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const { url, close } = await around(new URL(await linkTo(quickSpec), baseURL).href);
  const frame = await works(page, url);
  const refused = await frame.locator('body').evaluate(() => {
    try {
      return localStorage.length < 0;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
  await expect(notice(frame)).toHaveCount(1);
  expect(faults).toEqual([]);
  await close();
});
