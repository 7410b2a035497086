/** The command line on MNIST's four files, in a small version of the reproduction `mnist-baselines/four-strategies`. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseLog } from '../../../src/protocol/log/log-file.ts';
import { resultRows } from '../../../src/metrics/results.ts';
import full from '../../../reproductions/mnist-baselines/four-strategies/spec.json';
import { runLab } from '../../support/lab-process.ts';

const home = resolve('../shared/data/mnist');
const folder = mkdtempSync(join(tmpdir(), 'querent-lab-mnist-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!existsSync(home))('npm run lab on MNIST', () => {
  test('all arms are equal in cycle 0, and more accurate with more labels', async () => {
    const small = {
      ...full,
      pool: { train: 1500, validation: 0, test: 1000 },
      query: { size: 30, cycles: 1 },
      training: { ...full.training, epochs: 30 },
      seeds: [1],
    };
    writeFileSync(join(folder, 'spec.json'), JSON.stringify(small));
    const files = readdirSync(home).map((name) => join(home, name));
    const ended = await runLab(folder, ['run', 'spec.json', '--out', 'out', '--backend', 'wasm', '--data', ...files]);
    expect(ended).toMatchObject({ status: 0 });
    const log = parseLog(readFileSync(join(folder, 'out/events.jsonl'), 'utf8'));
    expect(log[0]).toMatchObject({ dataset: { kind: 'image', shape: [28, 28, 1], count: 70_000 } });
    const rows = resultRows(log);
    const [first, ...others] = rows.filter((row) => row.cycle === 0).map((row) => row.values.accuracy);
    expect(first).toBeGreaterThan(0.3);
    expect(others).toEqual([first, first, first]);
    const later = rows.filter((row) => row.cycle === 1).map((row) => row.values.accuracy);
    expect(Math.max(...later)).toBeGreaterThan(first!);
    expect(rows.every((row) => row.labelled === 20 + 30 * row.cycle)).toBe(true);
  });
});
