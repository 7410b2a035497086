/** Addresses of pages of the documentation, which the build of the site publishes beside the page. */

/** @param path relative to the documentation; undefined where none is published */
export function docsPage(path: string): string | undefined {
  const docs = import.meta.env['VITE_DOCS'] as string | undefined;
  return docs && docs + path;
}

/** The page of a query strategy, as `npm run docs` writes it. */
export const strategyPage = (name: string): string | undefined => docsPage(`reference/strategies/${name}.html`);
