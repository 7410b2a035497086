/**
 * The GPU is lost while the page trains on it: the page reports it, its badge names the present backend, and the run finishes.
 * The adapter is the emulated one, reported as a real one so that the page uses it.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { browserFlags, findBrowser } from '../../tools/run/browser.mjs';
import { comparableLog, exportedFile, runFinished, linkTo, quickSpec, transport } from './page-driver.ts';

test.use({ launchOptions: { executablePath: findBrowser(), args: browserFlags({ softwareGpu: true }) } });

/** Runs before the workers' own code. */
const prelude = `
  const info = { description: 'Pretended GPU', vendor: '', architecture: '', device: '', isFallbackAdapter: false };
  Object.defineProperty(GPUAdapter.prototype, 'info', { get: () => info });
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (self.device = await request.apply(this, given));
  };
`;

const small = {
  ...quickSpec,
  name: 'On the GPU',
  model: { name: 'linear' },
  query: { size: 2, cycles: 2 },
  training: { epochs: 100, batch: 4, patience: 0 },
  arms: [{ strategy: 'random' }],
};

async function opened(context: BrowserContext): Promise<Page> {
  await context.route(/\/assets\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${prelude};${await response.text()}` });
  });
  const page = await context.newPage();
  await page.goto(await linkTo(small));
  await expect(badge(page)).toContainText('WebGPU');
  await expect(transport(page)).toContainText(/cycle 1 of 2 training/);
  return page;
}

/** A failed read of a buffer (mapAsync) may be reported before the loss of the device that caused it. */
const LOST = /(The GPU \(Pretended GPU\) (was lost|refused to work)|The backend stopped working): .+ /;

const badge = (page: Page) => page.getByRole('status', { name: 'Backend' });
const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

test('a destroyed device: the run continues on a new one, the page reports it, and the run finishes', async ({
  context,
}) => {
  const page = await opened(context);
  const lost = page
    .workers()
    .map((worker) => worker.evaluate(() => (self as unknown as { device?: GPUDevice }).device?.destroy()));
  await Promise.all(lost);
  await expect(messages(page)).toContainText(new RegExp(`${LOST.source}It was restarted`));
  await runFinished(page);
  await expect(badge(page)).toContainText('WebGPU');
  await expect(messages(page)).toContainText('It was restarted'); // remains visible for an absent visitor
  const log = comparableLog(await exportedFile(page, 'Log')) as { type: string }[];
  expect(log.filter((event) => event.type === 'measured')).toHaveLength(3);
  expect(log.filter((event) => event.type === 'backend-changed')).toHaveLength(0); // a new device of the same adapter
});

test('a GPU process that dies: the run finishes on a backend that badge, message and log agree about', async ({
  context,
  browser,
}) => {
  const page = await opened(context);
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess').catch(() => undefined);
  await expect(messages(page)).toContainText(new RegExp(`${LOST.source}(It was restarted|The run continues on WASM)`));
  await runFinished(page);
  const wasm = ((await messages(page).textContent()) ?? '').includes('continues on WASM');
  await expect(badge(page)).toContainText(wasm ? 'WASM' : 'WebGPU');
  const log = comparableLog(await exportedFile(page, 'Log')) as { type: string }[];
  expect(log.filter((event) => event.type === 'measured')).toHaveLength(3);
  expect(log.filter((event) => event.type === 'backend-changed')).toHaveLength(wasm ? 1 : 0);
});
