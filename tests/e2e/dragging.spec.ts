/** Drags over the page and the browser's file dialog: what browsers do not tell the page about either. */
import { expect, test, type JSHandle, type Page } from '@playwright/test';
import { idxFiles } from './dataset-files.ts';
import { linkTo, quickSpec, runFinished } from './page-driver.ts';

const overlay = (page: Page) => page.getByText('Drop to import');

/** A drag of a file, as from the desktop, or of text. */
const dragged = (page: Page, kind: 'file' | 'text'): Promise<JSHandle<DataTransfer>> =>
  page.evaluateHandle((what) => {
    const data = new DataTransfer();
    if (what === 'file') data.items.add(new File(['x'], 'x.csv'));
    else data.setData('text/plain', 'some words');
    return data;
  }, kind);

test.beforeEach(async ({ page }) => {
  await page.goto(await linkTo({ ...quickSpec, query: { size: 1, cycles: 1 } }));
  await runFinished(page);
});

test('the overlay goes when a drag ends over an element that vanished, or outside of the page', async ({ page }) => {
  const dataTransfer = await dragged(page, 'file');
  // two elements are entered, one of them is removed under the pointer and never left; no event says that the drag ended
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('div'), { id: 'passing' })));
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await page.dispatchEvent('#passing', 'dragenter', { dataTransfer });
  await page.dispatchEvent('#passing', 'dragover', { dataTransfer });
  await expect(overlay(page)).toBeVisible();
  await page.evaluate(() => document.querySelector('#passing')!.remove());
  await page.dispatchEvent('body', 'dragleave', { dataTransfer });
  await expect(overlay(page)).toHaveCount(0, { timeout: 20_000 });
});

test('the overlay stays while a file rests over the page, and a drag of words shows none', async ({ page }) => {
  const [dataTransfer, words] = [await dragged(page, 'file'), await dragged(page, 'text')];
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: words });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: words });
  await expect(overlay(page)).toHaveCount(0);
  await page.evaluate((data) => {
    setInterval(
      () => document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true })),
      50,
    );
  }, dataTransfer);
  await expect(overlay(page)).toBeVisible();
  const gone = page.waitForFunction(() => !document.body.innerText.includes('Drop to import'), null, { timeout: 3000 });
  await expect(gone).rejects.toThrow(/Timeout/);
});

test('chosen files stay readable, and the same file can be chosen twice', async ({ page }) => {
  const files = idxFiles().map(({ name, bytes }) => ({
    name,
    mimeType: 'application/gzip',
    buffer: Buffer.from(bytes),
  }));
  for (let i = 0; i < 2; i++) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose files' }).click(),
    ]);
    await chooser.setFiles(files);
    await expect(page.getByRole('dialog')).toContainText(/samples/);
    // Safari reads a file for as long as its input is in the page and holds it
    expect(
      await page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('input[type=file]')].map((input) => input.files!.length),
      ),
    ).toEqual([files.length]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});
