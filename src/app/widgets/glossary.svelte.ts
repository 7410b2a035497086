/** Meanings of the page's words: the table of docs/glossary.md, so that page and documentation say the same. */

let meanings = $state.raw<Readonly<Record<string, string>>>();
let loading: Promise<void> | undefined;

/** Each word of the table with its meaning; "neck, head, trunk" are three, and a part in brackets is left out. */
export function parseGlossary(markdown: string): Readonly<Record<string, string>> {
  const table = markdown.slice(markdown.indexOf('| word | meaning |')).split('\n\n')[0]!;
  const rows = table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return Object.fromEntries(
    rows.flatMap(([, words = '', meaning = '']) =>
      words
        .replace(/\(.*?\)/g, '')
        .split(',')
        .map((word): [string, string] => [word.trim().toLowerCase(), meaning]),
    ),
  );
}

/** Reactive: undefined until the glossary has been loaded, which the first call begins. */
export function meaningOf(word: string): string | undefined {
  loading ??= import('../../../docs/glossary.md?raw').then(({ default: markdown }) => {
    meanings = parseGlossary(markdown);
  });
  return meanings?.[word.toLowerCase()];
}
