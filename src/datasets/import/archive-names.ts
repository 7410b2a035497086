/** Tells how the names in archives were read where they are not UTF-8, and offers the other code pages. */
import type { NameEncoding } from '../containers/member-names.ts';
import type { FindingsList } from '../sources/findings.ts';

/** An archive and how its names were read. */
export interface EncodedNames {
  path: string;
  encoding: NameEncoding;
}

/** Offers the code pages that the names of the first archive can be read in, each with one of the names. */
export function offerNameEncoding(
  findings: FindingsList,
  archives: readonly EncodedNames[],
  selected: string | undefined,
): void {
  const [first] = archives;
  if (!first) return;
  findings.offer({
    key: 'nameEncoding',
    label: 'Names in the archive',
    value: first.encoding.name,
    options: first.encoding.examples.map(({ value, label, text }) => ({
      value,
      label: `${text} (${label}, ${value})`,
    })),
    why: 'The names are not UTF-8. In this code page they look most like words: letters of one script, without signs among them.',
  });
  if (selected !== undefined) return;
  for (const { path, encoding } of archives) {
    const { label, text } = encoding.examples.find(({ value }) => value === encoding.name)!;
    findings.warn(
      'archive-names',
      `The names in “${path}” are not UTF-8. They are read in the code page ${encoding.name} (${label}), such as “${text}”.`,
    );
  }
}
