/** Data sets dropped on the page: every format is previewed, stored and run; broken files are refused with a reason. */
import { expect, test, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { idx } from '../support/files/file-fixtures.ts';
import { filesInEveryFormat, idxFiles, imageZip, looseImages } from './dataset-files.ts';
import { dropFiles, linkTo, quickSpec, runButton, transport } from './page-driver.ts';

/** The page with an experiment that does not run. */
async function quiet(page: Page): Promise<void> {
  await page.goto(await linkTo({ ...quickSpec, query: { size: 1, cycles: 1 } }));
  await expect(transport(page)).toContainText('finished');
}

async function importing(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

for (const { title, files, says } of await filesInEveryFormat()) {
  test(`${title}: dropped, previewed, imported`, async ({ page }) => {
    await quiet(page);
    await dropFiles(page, files);
    await expect(page.getByRole('dialog')).toContainText(says);
    await importing(page);
    await expect(
      page
        .getByRole('log')
        .or(page.getByText(/is in this browser/))
        .first(),
    ).toBeVisible();
  });
}

test('a chosen folder is read with its subfolders as classes', async ({ page }) => {
  await quiet(page);
  const folder = await mkdtemp(join(tmpdir(), 'querent-folder-'));
  for (const [name, bytes] of Object.entries(unzipSync(imageZip().bytes))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Folder' }).click(),
  ]);
  await chooser.setFiles(join(folder, 'trees'));
  await expect(page.getByRole('dialog')).toContainText(/80 samples.*20 × 20.*4 classes/s);
  await expect(page.getByRole('dialog')).toContainText('dogwood');
  await importing(page);
  await rm(folder, { recursive: true });
});

test('a run on dropped images shows them', async ({ page }) => {
  await quiet(page);
  await dropFiles(page, idxFiles());
  await importing(page);
  await runButton(page).click();
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  const asked = page.getByRole('figure', { name: 'Queried samples' });
  await expect(asked.locator('canvas').first()).toBeVisible();
});

test('a table shows its first rows and, by keyboard, a reason for each guess; a choice reads it again', async ({
  page,
}) => {
  await quiet(page);
  const rows = Array.from({ length: 24 }, (_, i) => `${i},${i % 7},5;${9 - (i % 5)},25;${i % 3 ? 'ja' : 'nein'}`);
  const text = `;länge;breite;urteil\n${rows.map((row) => row.replace(',', ';')).join('\n')}\n`;
  await dropFiles(page, [{ name: 'blätter.csv', bytes: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) }]);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/24 samples.*2 classes/s);
  await expect(dialog.getByRole('columnheader', { name: /länge/ })).toContainText('feature');
  await expect(dialog.getByRole('columnheader', { name: /urteil/ })).toContainText('label');
  await expect(dialog.getByLabel('Encoding', { exact: true }).last()).toHaveValue(/windows-1252/);
  await expect(dialog.getByLabel('Decimal mark', { exact: true }).last()).toHaveValue(/,/);

  const why = dialog.getByRole('button', { name: 'Why is Label column so?' });
  await dialog.getByLabel('Label column', { exact: true }).last().focus();
  await page.keyboard.press('Tab');
  await expect(why).toBeFocused();
  await expect(page.getByRole('tooltip')).toContainText('last column of words');

  await dialog.getByRole('switch', { name: 'The first row is a header' }).click();
  await expect(dialog.getByRole('alert')).toContainText('“länge” in line 1');
  await dialog.getByRole('switch', { name: 'The first row is a header' }).click();
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await importing(page);
});

test('class names and file names are shown as plain text', async ({ page }) => {
  await quiet(page);
  const evil = '<img src=x onerror=document.title=666>';
  await dropFiles(page, [imageZip([evil, 'b', 'c', 'd'])]);
  await expect(page.getByRole('dialog')).toContainText(evil);
  await importing(page);
  await runButton(page).click();
  await expect(transport(page)).toContainText(/cycle [1-9]/);
  await expect(page).not.toHaveTitle('666');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

test('broken files are refused with their name and the fault, and nothing is stored', async ({ page }) => {
  await quiet(page);
  const stored = () =>
    page.evaluate(
      () =>
        new Promise<number>((done) => {
          const opening = indexedDB.open('querent');
          opening.onsuccess = () => {
            const counting = opening.result.transaction('chunks').objectStore('chunks').count();
            counting.onsuccess = () => {
              opening.result.close();
              done(counting.result);
            };
          };
        }),
    );
  const before = await stored();
  const [images, labels] = idxFiles();
  const cases = [
    {
      files: [{ name: images!.name, bytes: images!.bytes.subarray(0, 2000) }, labels!],
      says: /train-images-idx3-ubyte\.gz/,
    },
    {
      files: [images!, { name: labels!.name, bytes: gzipSync(idx([7], [0, 1, 2, 3, 0, 1, 2])) }],
      says: /240.*7|7.*240/s,
    },
    { files: [{ name: 'notes.txt', bytes: Buffer.from('hello') }], says: /notes\.txt/ },
    {
      files: [
        { name: 'big.zip', bytes: Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n') },
      ],
      says: /big\.zip/,
    },
  ];
  for (const { files, says } of cases) {
    await dropFiles(page, files);
    await expect(page.getByRole('alert').first()).toContainText(says);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Close|Cancel/ })
      .last()
      .click();
  }
  expect(await stored()).toBe(before);
});

test('images without labels are stored, and a run on them is refused with a message', async ({ page }) => {
  await quiet(page);
  await dropFiles(page, looseImages(30));
  await importing(page);
  await runButton(page).click();
  await expect(
    page
      .getByText(/label/i)
      .filter({ hasText: /no label|without|unlabelled|known/i })
      .first(),
  ).toBeVisible();
});
