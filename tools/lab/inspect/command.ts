/** The options of `npm run lab -- inspect`. It imports nothing heavy, so that the command starts at once. */
import { existsSync } from 'node:fs';
import { parseChoice, type ImportChoices } from '../../../src/protocol/import/import-choices.ts';
import { Problem } from '../../../src/protocol/problem.ts';
import { parseWords, usageProblem } from '../../command-line.ts';

export interface InspectCommand {
  /** Files and folders. */
  paths: string[];
  choices: ImportChoices;
  json: boolean;
}

const refuse = usageProblem('lab');
const options = {
  json: { type: 'boolean' },
  choose: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param given the words after `inspect`
 * @throws Problem with one sentence on the fault
 */
export function readInspect(given: string[]): InspectCommand | 'help' {
  const { values, positionals } = parseWords(repeatChoose(given), options, refuse);
  if (values.help) return 'help';
  if (positionals.length === 0) throw refuse('A file or a folder is missing after “inspect”.');
  for (const path of positionals)
    if (!existsSync(path)) throw new Problem('bad-file', `There is no file ${path}.`, 'Check what was given.');
  const choices = Object.assign({}, ...(values.choose ?? []).map(parseChoice)) as ImportChoices;
  return { paths: positionals, choices, json: values.json ?? false };
}

/** `--choose a=1 b=2` as `--choose a=1 --choose b=2`, the form that `parseArgs` takes; a word without “=” ends the list. */
function repeatChoose(given: readonly string[]): string[] {
  const out: string[] = [];
  let inChoose = false;
  for (const [at, word] of given.entries()) {
    const again = inChoose && given[at - 1] !== '--choose' && !word.startsWith('--') && word.includes('=');
    if (again && !existsSync(word)) out.push('--choose');
    else if (given[at - 1] !== '--choose') inChoose = word === '--choose';
    out.push(word);
  }
  return out;
}
