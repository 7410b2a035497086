/** Identifiers, file names and page strings keep to the words of docs/glossary.md. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parseGlossary } from '../../src/app/widgets/glossary.svelte.ts';

const glossary = readFileSync('docs/glossary.md', 'utf8');

/** Cells of the table rows under a heading that has these columns. */
function rowsUnder(...columns: string[]): string[][] {
  const header = `| ${columns.join(' | ')} |`;
  const lines = glossary.slice(glossary.indexOf(header)).split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  const rows = end < 0 ? lines : lines.slice(0, end);
  return rows.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
}

const words = rowsUnder('word', 'meaning', 'not');
const refused = words.flatMap(([word, , not]) =>
  [...not!.matchAll(/`(\w+)`/g)].map(([, old]) => ({ old: old!, word: word! })),
);
const phrases = rowsUnder('not', 'but').map(([not]) => not!.toLowerCase());

/** Persisted names (fields of specs, logs and assets), and words that mean something else in the field. */
const allowed: Record<string, readonly string[]> = {
  draws: ['epochDraws', 'draws'],
  referenced: ['referenced'],
  imagined: ['imagined'],
  looks: ['looks'],
  prepared: ['prepared'],
  worth: ['worth'],
  bench: ['BenchCommand', 'BenchBackend'],
  ground: ['groundTruthAnnotator', 'groundTruth', 'ground'],
  made: ['madeOn'],
  // the bound of the papers, which is no annotator
  oracle: ['greedyOracle'],
  means: ['means', 'kMeans'],
};

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'workers', 'tools'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(ts|svelte)$/.test(file) && !file.includes('native/assembly/'));

const partsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

/** TypeScript of a file: of components the scripts. */
function codeOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
}

interface Names {
  file: string;
  identifiers: Set<string>;
  strings: string[];
}

function namesIn(file: string): Names {
  const identifiers = new Set<string>();
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    else if (ts.isStringLiteralLike(node)) strings.push(node.text);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) strings.push(node.text);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(file, codeOf(file), ts.ScriptTarget.Latest));
  if (file.endsWith('.svelte')) {
    const markup = readFileSync(file, 'utf8').replace(/<(script|style)[\s\S]*?<\/\1>|<!--[\s\S]*?-->/g, '');
    strings.push(...markup.split('\n'));
  }
  return { file, identifiers, strings };
}

const all = files.map(namesIn);

describe('the words of the glossary', () => {
  test('are about sixty, each with a meaning, in alphabetical order', () => {
    expect(words.length).toBeGreaterThan(35);
    expect(words.length).toBeLessThan(80);
    for (const [word, meaning] of words) expect(meaning, word).not.toBe('');
    const names = words.map(([word]) => word!.toLowerCase());
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en', { ignorePunctuation: true })));
  });

  test('are used in identifiers', () => {
    const faults = all.flatMap(({ file, identifiers }) =>
      [...identifiers].flatMap((name) =>
        refused
          .filter(({ old }) => partsOf(name).includes(old) && !allowed[old]?.includes(name))
          .map(({ old, word }) => `${file}: ${name} (${old} → ${word})`),
      ),
    );
    expect(faults.join('\n')).toBe('');
  });

  test('are used in file names', () => {
    const faults = files.flatMap((file) =>
      refused.filter(({ old }) => old !== 'bench' && partsOf(file).includes(old)).map(({ old }) => `${file}: ${old}`),
    );
    expect(faults.filter((fault) => !/ground-truth|k-means|greedy-oracle/.test(fault)).join('\n')).toBe('');
  });

  test('are used in the strings of the page', () => {
    const faults = all.flatMap(({ file, strings }) =>
      strings.flatMap((text) =>
        phrases
          .filter((phrase) => new RegExp(`(?<![\\w-]|greedy )${phrase}(?![\\w-])`, 'i').test(text))
          .filter((phrase) => text.toLowerCase() !== phrase) // a persisted name as a whole
          .map((phrase) => `${file}: “${text.trim()}” (${phrase})`),
      ),
    );
    expect(faults.join('\n')).toBe('');
  });
});

test('the words that the page explains are in the table', () => {
  const meanings = parseGlossary(glossary);
  const explained = files
    .filter((file) => file.startsWith('src/app/'))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const marked = file.endsWith('figure.ts') ? /^ +term: '([^']+)'/gm : /(?:<Term word|\bterm)="([^"]+)"/g;
      return [...text.matchAll(marked)].map(([, word]) => ({ file, word: word! }));
    });
  expect(explained.length).toBeGreaterThan(15);
  expect(explained.filter(({ word }) => !meanings[word.toLowerCase()])).toEqual([]);
});

describe('exported types', () => {
  test('have one name for one meaning', () => {
    const places = new Map<string, string[]>();
    for (const file of files) {
      const source = ts.createSourceFile(file, codeOf(file), ts.ScriptTarget.Latest);
      source.forEachChild((node) => {
        const typed = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node);
        if (!typed || !node.name || !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
        places.set(node.name.text, [...(places.get(node.name.text) ?? []), file]);
      });
    }
    const twice = [...places].filter(([, where]) => where.length > 1);
    expect(twice.map(([name, where]) => `${name}: ${where.join(', ')}`).join('\n')).toBe('');
  });
});
