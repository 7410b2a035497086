/** Pages of the documentation site, written from the descriptions of strategies, training methods, models and measures. */
import type { ParameterInfo } from '../../src/protocol/parameters.ts';

/** Fields of all entries of the catalogue. */
export interface Entry {
  name: string;
  label: string;
  summary: string;
  about: string;
  reference?: string;
  parameters?: readonly ParameterInfo[];
}

export interface Chapter {
  /** Folder under docs/reference. */
  folder: string;
  title: string;
  intro: string;
  entries: readonly Entry[];
  /** Further facts of an entry, as sentences. */
  facts?(entry: Entry): string[];
}

/** Text in a table cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Markdown would take angle brackets for elements. */
const plain = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('{{', '{ {');

function rangeOf({ kind, min, max, choices }: ParameterInfo): string {
  if (choices) return choices.map(({ value, label }) => `\`${value}\`: ${label}`).join('; ');
  if (kind === 'switch') return '`true` or `false`';
  const whole = kind === 'integer' ? 'whole numbers ' : '';
  if (min !== undefined && max !== undefined) return `${whole}${min} to ${max}`;
  return min === undefined ? whole.trim() : `${whole}from ${min}`;
}

function parameterTable(parameters: readonly ParameterInfo[]): string {
  const rows = parameters.map((one) =>
    [`\`${one.name}\``, one.label, one.about, `\`${String(one.default)}\``, rangeOf(one)].map(cell).join(' | '),
  );
  return [
    '| parameter | on the page | meaning | default | range |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${plain(row)} |`),
  ].join('\n');
}

/** @param more paths of pages about this entry, relative to docs/ */
export function entryPage(entry: Entry, facts: readonly string[], more: readonly string[]): string {
  const { label, name, summary, about, reference, parameters = [] } = entry;
  const parts = [
    `# ${plain(label)}`,
    `\`${name}\`: ${plain(summary)}.`,
    plain(about),
    ...facts.map(plain),
    ...(parameters.length ? ['## Parameters', parameterTable(parameters)] : []),
    ...(reference ? ['## Reference', plain(reference)] : []),
    ...(more.length ? ['## More', more.map((path) => `- [${path}](../../${path})`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

export function indexPage({ title, intro, entries }: Chapter): string {
  const rows = entries.map(
    ({ name, label, summary }) => `| [${plain(cell(label))}](${name}.md) | \`${name}\` | ${plain(cell(summary))} |`,
  );
  return `# ${title}\n\n${intro}\n\n| | name in specs | |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
