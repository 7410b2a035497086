/** Title, description and picture for links to the page. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { linkPreview } from '../../tools/link-preview.ts';

const root = new URL('../../', import.meta.url);
const html = readFileSync(new URL('index.html', root), 'utf8');

const contents = (site?: string) =>
  Object.fromEntries(linkPreview(html, site).map(({ attrs }) => [attrs?.property ?? attrs?.name, attrs?.content]));

test('title and description are those of the page', () => {
  const tags = contents();
  expect(html).toContain(`<title>${String(tags['og:title'])}</title>`);
  expect(tags['og:description']).toMatch(/^An active-learning playground/);
  expect(Object.keys(tags)).not.toContain('og:image');
});

test('the picture has an absolute address under the site, and the size that is named', () => {
  const tags = contents('https://example.org/querent/');
  expect(tags['og:image']).toBe('https://example.org/querent/preview.png');
  expect(tags['twitter:card']).toBe('summary_large_image');
  const png = readFileSync(new URL('public/preview.png', root));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)].map(String)).toEqual([
    tags['og:image:width'],
    tags['og:image:height'],
  ]);
});

test('an invalid address is refused', () => {
  expect(() => contents('example')).toThrow();
});

test('pages without a description, as of the command line, get nothing', () => {
  expect(linkPreview('<title>Querent</title>', 'https://example.org/')).toEqual([]);
});
