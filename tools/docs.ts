/**
 * `npm run docs`: writes the README's table of file formats and the reference pages (docs/reference, not committed) from the
 * descriptions in the code, and builds the documentation site into dist-docs.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { chapters } from './docs/chapters.ts';
import { withFormatsTable } from './docs/formats-table.ts';
import { entryPage, indexPage } from './docs/pages.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

/** Pages under docs/methods with the name of the entry in code format. */
function pagesAbout(name: string): string[] {
  return readdirSync(`${docs}methods`)
    .filter((file) => file.endsWith('.md'))
    .filter((file) => file === `${name}.md` || readFileSync(`${docs}methods/${file}`, 'utf8').includes(`\`${name}\``))
    .map((file) => `methods/${file}`);
}

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
writeFileSync(readme, withFormatsTable(readFileSync(readme, 'utf8')));

rmSync(`${docs}reference`, { recursive: true, force: true });
for (const chapter of chapters) {
  const folder = `${docs}reference/${chapter.folder}/`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}index.md`, indexPage(chapter));
  for (const entry of chapter.entries)
    writeFileSync(`${folder}${entry.name}.md`, entryPage(entry, chapter.facts?.(entry) ?? [], pagesAbout(entry.name)));
}
const list = chapters.map(({ folder, title, entries }) => `- [${title}](${folder}/index.md): ${entries.length}`);
writeFileSync(`${docs}reference/index.md`, `# Reference\n\n${list.join('\n')}\n`);
await build(docs);
