/** The table of file formats in the README, written from the list of formats. */
import { formats } from '../../src/datasets/formats/index.ts';

const BEGIN =
  '<!-- File formats, written by `npm run docs`: edit the declarations in src/datasets/formats instead. -->';
const END = '<!-- End of the file formats. -->';

export function formatsTable(): string {
  const rows = formats.map(({ title, extensions, about }) => {
    const endings = extensions.map((one) => `\`${one}\``).join(' ');
    return `| ${[title, endings, about].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| format | usual endings | what is read |', '| --- | --- | --- |', ...rows].join('\n');
}

/**
 * The README with the table of today's formats.
 * @throws Error where its marks are missing
 */
export function withFormatsTable(readme: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error('The README has no marks of the table of file formats.');
  return `${readme.slice(0, from)}${BEGIN}\n\n${formatsTable()}\n\n${readme.slice(to)}`;
}
