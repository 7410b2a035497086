/**
 * Words and picture that networks show beside a link to the page (Open Graph). They take no relative addresses: the picture
 * is named only where it is known at which address the page will stand.
 */
import type { HtmlTagDescriptor } from 'vite';

/**
 * @param html the page, with its title and description
 * @param site address of the page, ending in a slash
 * @throws Error where `site` is no address
 */
export function linkPreview(html: string, site?: string): HtmlTagDescriptor[] {
  const properties = {
    type: 'website',
    title: contentOf(html, /<title>(.*?)<\/title>/),
    description: contentOf(html, /name="description"\s+content="(.*?)"/),
    ...(site && {
      url: new URL(site).href,
      image: new URL('preview.png', site).href,
      'image:width': '1200',
      'image:height': '630',
      'image:alt': 'Two moons, four strategies: decision regions, queried samples, and accuracy against labels',
    }),
  };
  const tags = Object.entries(properties).map(([name, content]) => ({ property: `og:${name}`, content }));
  const card = { name: 'twitter:card', content: site ? 'summary_large_image' : 'summary' };
  return [...tags, card].map((attrs) => ({ tag: 'meta', attrs, injectTo: 'head' }));
}

function contentOf(html: string, pattern: RegExp): string {
  const content = pattern.exec(html)?.[1];
  if (!content) throw new Error(`The page has nothing that matches ${pattern}.`);
  return content;
}
