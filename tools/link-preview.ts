/**
 * Words and picture that networks show beside a link to the page (Open Graph). They require absolute addresses, so the picture is
 * named only where the address of the page is known.
 */
import type { HtmlTagDescriptor } from 'vite';

/**
 * @param html a page; one without title or description (of the command line, of a bench) gets nothing
 * @param site address of the page, ending in a slash
 * @throws Error where `site` is no address
 */
export function linkPreview(html: string, site?: string): HtmlTagDescriptor[] {
  const title = /<title>(.*?)<\/title>/.exec(html)?.[1];
  const description = /name="description"\s+content="(.*?)"/.exec(html)?.[1];
  if (!title || !description) return [];
  const properties = {
    ...{ type: 'website', title, description },
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
