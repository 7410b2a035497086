/** The folder of a run: always valid, and sufficient to resume. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseLog, serialiseLog } from '../../../src/protocol/log/log-file.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import type { Started } from '../../../src/protocol/events.ts';
import { RunOutput } from '../../../tools/lab/run-output.ts';
import { buildLog } from '../../support/build-log.ts';

const root = mkdtempSync(join(tmpdir(), 'querent-output-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;
const fresh = (): string => join(root, `out-${count++}`, 'deep');

const log = buildLog();
const { spec } = log[0] as Started;

test('the log grows line by line, a valid log after each step', () => {
  const folder = fresh();
  const output = new RunOutput(folder, spec);
  expect(output.resumedLog).toBeUndefined();
  output.begin(log.slice(0, 1));
  for (let i = 1; i < log.length; i++) {
    output.append([log[i]!]);
    expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toBe(serialiseLog(log.slice(0, i + 1)));
  }
  output.finish();
  expect(readFileSync(join(folder, 'results.csv'), 'utf8').split('\n')[0]).toMatch(
    /^arm,seed,cycle,labelled,test_accuracy,mean_entropy_new,balance,train_s,select_s/,
  );
});

test('at the end the pairs of arms are given as a table and as sentences', () => {
  const folder = fresh();
  const output = new RunOutput(folder, spec);
  output.begin(log);
  output.finish();
  const [head, ...rows] = readFileSync(join(folder, 'comparisons.csv'), 'utf8').trim().split('\n');
  expect(head).toMatch(/^measure,basis,arm,against,labels,seeds,/);
  expect(rows).toHaveLength(2);
  expect(output.statements(accuracyInfo)).toEqual([
    'Random and margin are level at 6 labels. 1 seed: too few to compare; add more.',
  ]);
});

test('the log of a killed process is read up to its last whole line', () => {
  const folder = fresh();
  new RunOutput(folder, spec).begin(log.slice(0, 4));
  const path = join(folder, 'events.jsonl');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, `${text}{"type":"measu`);
  const again = new RunOutput(folder, spec);
  expect(again.resumedLog).toEqual(parseLog(text));
  expect(again.finished).toBe(false);
});

test('a finished run is recognised', () => {
  const folder = fresh();
  new RunOutput(folder, spec).begin(log);
  expect(new RunOutput(folder, spec).finished).toBe(true);
});

test('the folder of another spec is not overwritten', () => {
  const folder = fresh();
  new RunOutput(folder, spec).begin(log);
  expect(() => new RunOutput(folder, { ...spec, seeds: [9] })).toThrow(/another spec/);
  expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toBe(serialiseLog(log));
});

test('a file with the folder’s name is a problem that names it', () => {
  const path = join(root, 'a-file');
  writeFileSync(path, '');
  expect(() => new RunOutput(path, spec)).toThrow(/a-file/);
});
