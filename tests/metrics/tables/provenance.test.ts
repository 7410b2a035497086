/** What an exported table or picture says about the run that it is of. */
import { expect, test } from 'vitest';
import { fileColumn } from '../../../src/metrics/csv.ts';
import { curveTable } from '../../../src/metrics/curves/curve-table.ts';
import { provenanceLine, provenanceOf, withProvenance, type Provenance } from '../../../src/metrics/provenance.ts';
import type { Started } from '../../../src/protocol/events.ts';
import { buildLog } from '../../support/build-log.ts';

const trap: Provenance = {
  ...{ run: 'The trap', data: 'Four intervals', dataId: 'plane-1', seeds: [1, 2, 3], version: '0.2.0' },
  backends: ['wasm (2 threads)'],
};

test('a run is told by its name, else by its data’s, with every backend that computed a part of it', () => {
  const log = buildLog({ seeds: [4, 9] });
  const [started] = log as [Started];
  const { dataset, version, backend } = started;
  const all = [
    ...log,
    { type: 'backend-changed' as const, time: 1, backend: { name: 'webgpu' as const, adapter: 'a real one' } },
  ];
  const again = [...all, { type: 'backend-changed' as const, time: 2, backend }];
  expect(provenanceOf(again, 'Renamed')).toEqual({
    ...{ run: 'Renamed', data: dataset.name, dataId: dataset.id, seeds: [4, 9], version },
    backends: [`${backend.name} (${backend.adapter})`, 'webgpu (a real one)'],
  });
  expect(provenanceOf(log)?.run).toBe(started.spec.name ?? dataset.name);
  expect(provenanceOf([])).toBeUndefined();
});

test('its columns follow the table’s own, the same in each row', () => {
  const table = withProvenance({ columns: ['arm'], rows: [['a'], ['b']] }, trap);
  expect(table.columns).toEqual(['arm', 'run', 'data', 'data_id', 'seed_list', 'program_version', 'backend']);
  const cells = ['The trap', 'Four intervals', 'plane-1', '1 2 3', '0.2.0', 'wasm (2 threads)'];
  expect(table.rows).toEqual([
    ['a', ...cells],
    ['b', ...cells],
  ]);
});

test('as a line it names data only where the run has another name, and seeds in a row by their ends', () => {
  expect(provenanceLine(trap)).toBe('The trap · Four intervals · seeds 1–3 · Querent 0.2.0, wasm (2 threads)');
  expect(provenanceLine({ ...trap, run: 'Four intervals', seeds: [7] })).toMatch(/^Four intervals · seed 7 · Querent/);
  expect(provenanceLine({ ...trap, seeds: [1, 3, 4] })).toContain('seeds 1, 3, 4');
});

test('columns of files have one form, and percentages no digits that the product alone has', () => {
  expect(['Accuracy, %', 'standard deviation', 'Größe (nats)'].map(fileColumn)).toEqual(['accuracy_percent', 'standard_deviation', 'größe_nats']); // prettier-ignore
  const point = { cycle: 0, labelled: 4, answers: 4, cost: 4, gradientSteps: 10, value: 0.776, min: 0.07, max: 0.776 };
  const mean = [{ ...point, standardDeviation: 0, seeds: 2 }];
  const { rows } = curveTable([{ arm: 0, name: 'a', perSeed: [], mean }], 'accuracy', 100);
  expect(rows[0]?.slice(3, 6)).toEqual([77.6, 7, 77.6]);
});
