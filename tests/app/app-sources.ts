/** The page's source files, for tests of rules that hold over all of them. */
import { readFileSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';

export interface SourceFile {
  /** Path below `src/app`. */
  file: string;
  text: string;
}

const root = new URL('../../src/app/', import.meta.url);

/** All files below `src/app` whose name the pattern matches, with their text. */
export const appSources = (name: RegExp): SourceFile[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => name.test(file))
    .map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }));
