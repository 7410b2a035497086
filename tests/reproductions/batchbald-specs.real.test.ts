/** The specs that train on the samples of BatchBALD's runs name the samples of the published log. */
import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { parseSpecText } from '../../src/protocol/spec.ts';

const LOG = '../shared/data/published/batchbald_mnist_b10.dev.csv';
const RUNS = ['1029338', '1038804', '572400'];
const specOf = (name: string) => parseSpecText(readFileSync(`reproductions/batchbald/mnist-log/${name}.json`, 'utf8'));

describe.skipIf(!existsSync(LOG))('the logged runs of BatchBALD', () => {
  /** Indices of the run's first `size` labelled samples. */
  function labelled(method: string, seed: string, size: number): number[] {
    const rows = Papa.parse<Record<string, string>>(readFileSync(LOG, 'utf8'), { header: true }).data;
    const run = rows.filter((row) => row['experiment'] === `mnist_${method}_bald_k100_b10_${seed}`);
    const indices = (text: string) => text.split(' ').filter(Boolean).map(Number);
    const all = [...indices(run[0]!['initial_indices']!), ...run.flatMap((row) => indices(row['chosen_indices']!))];
    return all.slice(0, size);
  }

  test.each([
    ['bald', 'independent'],
    ['batchbald', 'multibald'],
  ])('%s at 60, 100 and 200 labels, run after run', (name, method) => {
    for (const size of [60, 100, 200])
      expect(specOf(`replay-${name}-${size}`).initial).toEqual({
        ...{ size, by: 'class' },
        indices: RUNS.map((run) => labelled(method, run, size)),
      });
  });

  test('all runs begin with the same twenty samples, and so do ours', () => {
    for (const method of ['independent', 'multibald'])
      for (const run of RUNS)
        for (const name of ['replay-20', 'own'])
          expect(specOf(name).initial.indices).toEqual([labelled(method, run, 20)]);
  });
});
