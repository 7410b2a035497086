/** `npm run lab` as a process: its files, its messages and its exit status. It needs a browser but no data. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseLog } from '../../../src/protocol/log/log-file.ts';
import type { LogEvent } from '../../../src/protocol/events.ts';
import { runLab } from '../../support/lab-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'querent-lab-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lab = (words: string[], kill?: Parameters<typeof runLab>[2]) => runLab(folder, words, kill);
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const logIn = (out: string): LogEvent[] => parseLog(readFileSync(join(folder, out, 'events.jsonl'), 'utf8'));
const timeless = (log: LogEvent[]): unknown[] =>
  log.map((event) => ({ ...event, ...('seconds' in event && { seconds: 0 }), ...('time' in event && { time: 0 }) }));

const spec = {
  version: 2,
  dataset: { source: 'built-in', name: 'two-moons', size: 500 },
  initial: { size: 4 },
  query: { size: 4, cycles: 5 },
  model: { name: 'mlp' },
  training: { epochs: 40, batch: 4 },
  arms: [{ strategy: 'random' }, { strategy: 'margin' }],
  seeds: [1, 2],
};
put('spec.json', JSON.stringify(spec));

describe('npm run lab', () => {
  test('runs a spec, prints each step, writes log and table; killed and started again, it ends with the same log', async () => {
    const whole = await lab(['run', 'spec.json', '--out', 'whole', '--backend', 'wasm']);
    expect(whole).toMatchObject({ status: 0, stdout: '' });
    expect(whole.stderr.match(/^\d+\/24 /gm)).toHaveLength(24);
    const log = logIn('whole');
    expect(log.at(-1)).toMatchObject({ type: 'finished' });
    const [head, ...rows] = readFileSync(join(folder, 'whole/results.csv'), 'utf8').trim().split(/\r?\n/);
    expect(head).toMatch(/^arm,seed,cycle,labelled,test_accuracy,mean_entropy_new,balance,train_s,select_s/);
    expect(rows).toHaveLength(24);

    const cut = await lab(['run', 'spec.json', '--out', 'cut', '--backend', 'wasm'], (said) =>
      /^9\/24 /m.test(said) ? 'SIGKILL' : undefined,
    );
    expect(cut.status).toBeNull();
    expect(logIn('cut').length).toBeLessThan(log.length);
    const again = await lab(['run', 'spec.json', '--out', 'cut', '--backend', 'wasm']);
    expect(again.status).toBe(0);
    expect(again.stderr).not.toMatch(/^[1-8]\/24 /m);
    expect(timeless(logIn('cut'))).toEqual(timeless(log));
  });

  test('reads files as the spec says, also where it names a stored set', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},5;${i % 3};${(i * 5) % 11},25;${i % 2}`);
    put('t.csv', `${rows.join('\n')}\n`);
    const choices = { separator: ';', decimal: ',', header: false, labelColumn: 'Column 2', leftOut: ['Column 4'] };
    const small = { ...spec, query: { size: 4, cycles: 0 }, training: { epochs: 2 }, seeds: [1] };
    const started: LogEvent[] = [];
    for (const dataset of [
      { source: 'files', name: 'mine', choices },
      { source: 'stored', id: 'elsewhere', name: 'mine', choices },
    ]) {
      put('chosen.json', JSON.stringify({ ...small, dataset }));
      const ended = await lab(['run', 'chosen.json', '--data', 't.csv', '--out', dataset.source, '--backend', 'wasm']);
      expect(ended.status).toBe(0);
      if (dataset.source === 'stored') expect(ended.stderr).toContain('not those of the spec’s data set “mine”');
      started.push(logIn(dataset.source)[0]!);
    }
    const step = ['replay', 'stored', '--seed', '1', '--cycle', '0', '--arm', '0', '--backend', 'wasm'];
    const without = await lab(step);
    expect([without.status, without.stderr]).toEqual([1, expect.stringMatching(/browser’s storage.*--data/)]);
    expect((await lab([...step, '--data', 't.csv'])).status).toBe(0);
    const [first, second] = started;
    expect(first).toMatchObject({ dataset: { name: 'mine', shape: [2], classes: ['0', '1', '2'] } });
    expect(second).toMatchObject({ dataset: (first as { dataset: unknown }).dataset });
  });

  test('an interrupt ends it with status 130 and a valid log, and it says how to resume', async () => {
    const { status, stderr: said } = await lab(['run', 'spec.json', '--out', 'interrupted', '--seeds', '7'], (text) =>
      /^2\/12 /m.test(text) ? 'SIGINT' : undefined,
    );
    expect(status).toBe(130);
    expect(said).toContain('same command');
    expect(logIn('interrupted').length).toBeGreaterThan(1);
    expect(existsSync(join(folder, 'interrupted/results.csv'))).toBe(true);
  });

  test('replay trains a step again to the last bit and prints it beside the log, 2 where the log says otherwise', async () => {
    const step = ['--seed', '2', '--cycle', '3', '--arm', 'margin'];
    const same = await lab(['replay', 'whole', ...step]);
    expect(same).toMatchObject({ status: 0, stderr: '' });
    expect(same.stdout).toContain('The replay equals the log to the last bit.');
    expect(same.stdout).toMatch(/log-loss +[\d.]+ {2}=/);
    const changed = logIn('whole').map((event) =>
      event.type === 'trained' ? { ...event, loss: event.loss + 1e-9 } : event,
    );
    put('changed.jsonl', changed.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const other = await lab(['replay', 'changed.jsonl', ...step]);
    expect(other.status).toBe(2);
    expect(other.stdout).toContain('The replay differs from the log in loss.');
  });

  test('--assets stores a generator, which the next run does not train again', async () => {
    const arms = [{ strategy: 'asal', parameters: { ganSteps: 60, latentSteps: 5, components: 2 } }];
    put('asal.json', JSON.stringify({ ...spec, query: { size: 4, cycles: 1 }, arms, seeds: [1] }));
    const run = (out: string) => lab(['run', 'asal.json', '--out', out, '--backend', 'wasm', '--assets', 'assets']);
    const generator = (out: string) =>
      logIn(out)
        .flatMap((event) => (event.type === 'queried' ? (event.prepared?.assets ?? []) : []))
        .find(({ kind }) => kind === 'generator')!;
    expect((await run('first')).status).toBe(0);
    const kept = `${generator('first').id}.asset`;
    expect(readdirSync(join(folder, 'assets'))).toEqual([kept]);
    const before = statSync(join(folder, 'assets', kept)).mtimeMs;
    expect((await run('second')).status).toBe(0);
    // training it again would have given other seconds, and a new file
    expect(generator('second')).toEqual(generator('first'));
    expect(statSync(join(folder, 'assets', kept)).mtimeMs).toBe(before);
  });

  test.each([
    ['a spec with a mistake', () => ['run', put('bad.json', '{"version":1}'), '--out', 'no'], /bad\.json/],
    [
      'an unknown strategy',
      () => {
        const arms = [{ strategy: 'clairvoyance' }];
        return ['run', put('odd.json', JSON.stringify({ ...spec, arms })), '--out', 'no'];
      },
      /clairvoyance/,
    ],
    [
      'a broken file',
      () => {
        const files = put('files.json', JSON.stringify({ ...spec, dataset: { source: 'files' } }));
        return ['run', files, '--data', put('train-images-idx3-ubyte', new Uint8Array(20).fill(7)), '--out', 'no'];
      },
      /train-images-idx3-ubyte/,
    ],
    ['an unknown option', () => ['run', 'spec.json', '--out', 'no', '--fast'], /--fast/],
  ])('%s: status 1 and one sentence', async (_, words, said) => {
    const ended = await lab(words());
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(said);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'no/events.jsonl'))).toBe(false);
  });
});
