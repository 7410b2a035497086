/** Options of the command line, and its messages of one sentence for invalid ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { serialiseLog } from '../../../src/protocol/log/log-file.ts';
import { Problem, problemText } from '../../../src/protocol/problem.ts';
import { buildLog } from '../../support/build-log.ts';
import { readCommand, USAGE } from '../../../tools/lab/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'querent-command-'));
const file = (name: string): string => {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const spec = (dataset: unknown = { source: 'built-in', name: 'two-moons' }): string =>
  JSON.stringify({ version: 2, dataset, model: { name: 'mlp' }, arms: [{ strategy: 'random' }] });
const read = (text: string) => (): string => text;
const run = (words: string, text = spec()) => readCommand(words.split(' ').filter(Boolean), read(text));
const refusal = (words: string, text?: string): string => {
  try {
    run(words, text);
  } catch (error) {
    if (error instanceof Problem) return problemText(error);
    throw error;
  }
  throw new Error('It was accepted.');
};

describe('accepted', () => {
  test('a spec and a folder, with defaults for the rest', () => {
    expect(run('run s.json --out o')).toMatchObject({ out: 'o', backend: 'auto', data: [], spec: { seeds: [1] } });
  });

  test('several files after one --data, before or after other options', () => {
    const [a, b] = [file('a.gz'), file('b.gz')];
    const files = spec({ source: 'files' });
    expect(run(`run s.json --data ${a} ${b} --out o`, files)).toMatchObject({ data: [a, b], out: 'o' });
    expect(run(`run s.json --out o --data ${a} --data ${b} --backend wasm`, files)).toMatchObject({
      data: [a, b],
      backend: 'wasm',
    });
    expect(run(`run s.json --out=o --data ${folder}`, files)).toMatchObject({ data: [folder], out: 'o' });
  });

  test('--measure, accuracy by default; unknown ones are refused', () => {
    expect(run('run s.json --out o')).toMatchObject({ measure: { name: 'accuracy', unit: '%' } });
    expect(run('run s.json --out o --measure log-loss')).toMatchObject({
      measure: { name: 'log-loss', better: 'less' },
    });
    expect(() => run('run s.json --out o --measure brier')).toThrow('There is no measure “brier”; choose accuracy, ');
  });

  test('--assets, a folder, only where it is given', () => {
    expect(run('run s.json --out o --assets kept')).toMatchObject({ assets: 'kept' });
    expect(run('run s.json --out o')).not.toHaveProperty('assets');
  });

  test('--seeds instead of the spec’s', () => {
    expect(run('run s.json --out o --seeds 3,1,4')).toMatchObject({ spec: { seeds: [3, 1, 4] } });
  });

  test('a call for help, or no arguments', () => {
    expect(run('--help')).toBe('help');
    expect(run('')).toBe('help');
    for (const option of [
      '--out',
      '--data',
      '--backend',
      '--seeds',
      '--assets',
      '--measure',
      '--help',
      'replay LOG',
      '--cycle',
      '--arm',
    ])
      expect(USAGE).toContain(option);
  });
});

describe('replay', () => {
  const text = serialiseLog(buildLog({ seeds: [3] }));

  test('a log and a step, the arm by number or name, on the backend of the log', () => {
    expect(run('replay l.jsonl --seed 3 --cycle 2 --arm 1', text)).toMatchObject({
      ...{ kind: 'replay', key: { seed: 3, cycle: 2, arm: 1 }, data: [], backend: 'auto' },
    });
    expect(run('replay l.jsonl --seed 3 --cycle 2 --arm margin', text)).toMatchObject({ key: { arm: 1 } });
    const onWasm = text.replace('"name":"cpu"', '"name":"wasm"');
    expect(run('replay l.jsonl --seed 3 --cycle 2 --arm 1', onWasm)).toMatchObject({ backend: 'wasm' });
    expect(run('replay l.jsonl --seed 3 --cycle 2 --arm 1 --backend webgpu', onWasm)).toMatchObject({
      backend: 'webgpu',
    });
  });

  test('a log that was truncated within a line', () => {
    expect(run('replay l.jsonl --seed 3 --cycle 0 --arm 0', text.slice(0, -4))).toMatchObject({ kind: 'replay' });
  });

  test.each([
    ['replay', /log is missing after “replay”/],
    ['replay l.jsonl --seed 3 --cycle 0', /--arm of the step/],
    ['replay l.jsonl --seed 3 --cycle 0 --arm entropy', /--arm entropy is no arm/],
    ['replay l.jsonl --seed 3 --cycle x --arm 0', /--cycle x is no cycle/],
    [
      'replay l.jsonl --seed 4 --cycle 0 --arm 0',
      /no step of seed 4, cycle 0, arm 0\..*arms 0 \(random\), 1 \(margin\)/,
    ],
  ])('%s is refused', (words, said) => {
    expect(refusal(words, text)).toMatch(said);
  });
});

describe('refused, with the place named', () => {
  const files = spec({ source: 'files' });
  test.each([
    ['walk s.json --out o', /“walk”/],
    ['run --out o', /spec’s file is missing/],
    ['run s.json', /--out/],
    ['run s.json extra --out o', /“extra”/],
    ['run s.json --out o --colour red', /--colour/],
    ['run s.json --out o --backend cuda', /“cuda”/],
    ['run s.json --out o --seeds 1,two', /“two”/],
    ['run s.json --out o --seeds 1,1', /seeds/],
    ['run s.json --out o --data', /--data needs a file/],
    ['run s.json --out o --data x.gz', /built-in data “two-moons”/],
  ])('%s', (words, said) => expect(refusal(words)).toMatch(said));

  test('missing files of the spec', () => expect(refusal('run s.json --out o', files)).toMatch(/--data/));
  test('a file that does not exist', () =>
    expect(refusal('run s.json --out o --data gone.gz', files)).toMatch(/gone\.gz/));
  test('a folder among files', () =>
    expect(refusal(`run s.json --out o --data ${folder} ${file('c.gz')}`, files)).toMatch(/one folder/));
  test('a text that is not JSON', () =>
    expect(refusal('run s.json --out o', '{ "version": 2,')).toMatch(/^s\.json: .*JSON/));
  test('a spec with a misspelt field', () =>
    expect(refusal('run s.json --out o', spec().replace('"model"', '"modle"'))).toMatch(/^s\.json: .*model/));
  test('a data set of a browser', () =>
    expect(refusal('run s.json --out o', spec({ source: 'stored', id: 'x' }))).toMatch(/browser/));
  test('but not with its files', () => {
    const stored = spec({ source: 'stored', id: 'x', choices: { header: false } });
    const command = run(`run s.json --data ${file('d.csv')} --out o`, stored);
    expect(command).toMatchObject({ spec: { dataset: { source: 'stored', choices: { header: false } } } });
  });
  test('an arm with a person as the annotator', () =>
    expect(
      refusal(
        'run s.json --out o',
        JSON.stringify({ ...JSON.parse(spec()), arms: [{ strategy: 'gaal', parameters: { answers: 'person' } }] }),
      ),
    ).toMatch(/asks a person/));
  test('a spec that does not exist', () => {
    const missing = () => {
      throw Object.assign(new Error('ENOENT: …'), { code: 'ENOENT' });
    };
    expect(() => readCommand(['run', 's.json', '--out', 'o'], missing)).toThrow(
      'The spec s.json cannot be read: there is no such file.',
    );
  });
});
