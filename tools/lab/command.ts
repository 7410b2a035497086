/** The options of `npm run lab`. */
import { existsSync, statSync } from 'node:fs';
import type { Started } from '../../src/protocol/events.ts';
import { measures } from '../../src/measuring/index.ts';
import type { MeasureInfo } from '../../src/protocol/measure-info.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { parseSpec, parseSpecText, type Spec } from '../../src/protocol/spec.ts';
import { backendOf, readReplay, type ReplayCommand } from './replay-command.ts';
import { parseWords, usageProblem } from '../command-line.ts';

export const USAGE = `Runs an experiment without a page, trains one step of its log again, or shows what files hold.

  npm run lab -- run SPEC.json --out DIR [--data FILE…] [--backend webgpu|wasm] [--seeds 1,2]
                                  [--assets DIR] [--measure NAME]

  npm run lab -- replay LOG --seed 1 --cycle 3 --arm 2 [--data FILE…] [--backend webgpu|wasm] [--assets DIR]

  npm run lab -- inspect FILE… [--json] [--choose KEY=VALUE…]

  SPEC.json            the experiment, as the page exports it
  --out DIR            folder for events.jsonl, results.csv, comparisons.csv and luck.csv; an interrupted run in it is resumed
  --data FILE…         the data set's files or one folder, for a spec with "source": "files"
  --backend NAME       webgpu or wasm; by default webgpu if there is a GPU, else wasm
  --seeds 1,2          instead of the spec's seeds
  --assets DIR         folder that stores trained generators and other assets for the next run
  --measure NAME       measure of the progress line and of the final comparison; by default accuracy
                       (${measures.map(({ about }) => about.name).join(', ')})
  --help               this text

  FILE…                files and folders, as they would be dropped on the page: prints what its import dialog would show
  --json               as JSON: format, name, samples, test, classes, counts, shape, features, warnings, choices, passedOver
  --choose KEY=VALUE…  choices of the dialog, under the keys that inspect prints: labelColumn=kind, header=false,
                       imageSize=28x28, separator=semicolon; “none” for none

  LOG                  events.jsonl, or its folder: the step is trained again from it, to the last bit on the same
                       backend and adapter; prints settings, data, losses, measures and confusion with the log's values
  --seed, --cycle      of the step, as in the log
  --arm                of the step: its number, from 0, or its name

Exit status: 0 finished, 1 error (with a message), 2 the replay differs from the log, 130 interrupted.
`;

export interface RunCommand {
  kind: 'run';
  spec: Spec;
  data: string[];
  out: string;
  backend: 'auto' | 'webgpu' | 'wasm';
  /** Folder that stores assets between runs; without it they are not stored. */
  assets?: string;
  /** Shown during the run and compared at its end. */
  measure: MeasureInfo;
}

const refuse: (message: string) => Problem = usageProblem('lab');

const text = { type: 'string' } as const;
const options = {
  ...{ out: text, backend: text, seeds: text, assets: text, measure: text, seed: text, cycle: text, arm: text },
  data: { ...text, multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * @param read returns a file's text
 * @throws Problem with one sentence on the fault
 */
export function readCommand(given: string[], read: (path: string) => string): RunCommand | ReplayCommand | 'help' {
  const { values, positionals } = parseWords(repeatData(given), options, refuse);
  if (values.help || given.length === 0) return 'help';
  const [verb, path, ...more] = positionals;
  if (verb !== 'run' && verb !== 'replay')
    throw refuse(`There is no command “${verb ?? ''}”; choose “run”, “replay” or “inspect”.`);
  if (!path)
    throw refuse(verb === 'run' ? 'The spec’s file is missing after “run”.' : 'The log is missing after “replay”.');
  if (more.length > 0) throw refuse(`There is one argument too many: “${more[0]}”.`);
  const backend = values.backend ?? 'auto';
  if (backend !== 'auto' && backend !== 'webgpu' && backend !== 'wasm')
    throw refuse(`There is no backend “${backend}”; choose webgpu or wasm.`);
  const assets = values.assets ? { assets: values.assets } : {};
  if (verb === 'replay') {
    const { log, key } = readReplay(path, values, read);
    const data = values.data ?? [];
    checkData((log[0] as Started).spec, data);
    return { kind: 'replay', log, key, data, backend: values.backend ? backend : backendOf(log), ...assets };
  }
  if (!values.out) throw refuse('The option --out with a folder for the results is missing.');
  const spec = specFrom(path, values.seeds, read);
  const data = values.data ?? [];
  checkData(spec, data);
  checkAnswers(spec);
  const measure = measureNamed(values.measure ?? 'accuracy');
  return { kind: 'run', spec, data, out: values.out, backend, measure, ...assets };
}

function measureNamed(name: string): MeasureInfo {
  const found = measures.find(({ about }) => about.name === name);
  if (found) return found.about;
  throw refuse(`There is no measure “${name}”; choose ${measures.map(({ about }) => about.name).join(', ')}.`);
}

/** `--data a b c` as `--data a --data b --data c`, the form that `parseArgs` takes. */
function repeatData(given: string[]): string[] {
  const out: string[] = [];
  let inData = false;
  for (const word of given) {
    if (word.startsWith('--')) {
      inData = word === '--data';
      if (!inData) out.push(word);
      else if (given[given.indexOf(word) + 1]?.startsWith('--') ?? true)
        throw refuse('The option --data needs a file.');
    } else if (inData) out.push('--data', word);
    else out.push(word);
  }
  return out;
}

function specFrom(path: string, seeds: string | undefined, read: (path: string) => string): Spec {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new Problem('bad-file', `The spec ${path} cannot be read: ${why}.`);
  }
  let spec: Spec;
  try {
    spec = parseSpecText(text);
    if (seeds !== undefined) spec = parseSpec({ ...spec, seeds: seeds.split(',').map(seedFrom) });
  } catch (error) {
    if (error instanceof Problem) throw new Problem(error.code, `${path}: ${error.message}`, error.remedy);
    throw error;
  }
  return spec;
}

function seedFrom(text: string): number {
  if (!/^\d+$/.test(text.trim()))
    throw refuse(`“${text}” is no seed; seeds are whole numbers with commas between them.`);
  return Number(text);
}

/** @throws Problem for an arm whose queries a person answers: that needs the page */
function checkAnswers({ arms }: Spec): void {
  if (!arms.some(({ parameters }) => parameters['answers'] === 'person')) return;
  throw new Problem(
    'unfit',
    'An arm of the spec asks a person, which only the page can do.',
    'Set its parameter "answers" to "classifier", or run the spec on the page.',
  );
}

function checkData(spec: Spec, data: string[]): void {
  const { source } = spec.dataset;
  if (source === 'stored' && data.length === 0)
    throw new Problem(
      'bad-spec',
      'The spec names a data set in a browser’s storage, which the command line does not have.',
      'Give its files with --data.',
    );
  if (source === 'files' && data.length === 0) throw refuse('The spec needs files, and there is no --data.');
  if (source === 'built-in' && data.length > 0)
    throw refuse(`The spec uses the built-in data “${spec.dataset.name}”, so that --data has no meaning.`);
  for (const path of data)
    if (!existsSync(path)) throw new Problem('bad-file', `There is no file ${path}.`, 'Check what --data names.');
  const folders = data.filter((path) => statSync(path).isDirectory());
  if (folders.length > 0 && data.length > 1)
    throw refuse(`Give --data one folder or several files, not ${folders[0]} with others.`);
}
