/** The list of figures: each folder is in it once, under its own name, with what the page needs of it. */
import { describe, expect, test } from 'vitest';
import type { AnyFigure, FigureContext } from '../../../src/app/figures/figure.ts';
import { assetFigures, figures } from '../../../src/app/figures/index.ts';
import { SampleCache } from '../../../src/app/state/sample-cache.svelte.ts';
import { emptyTable, tableOf, type StepTable } from '../../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../../src/protocol/measure-info.ts';
import { buildLog } from '../../support/build-log.ts';

const folders = Object.keys(import.meta.glob('../../../src/app/figures/*/figure.ts')).map((path) =>
  path.split('/').at(-2)!,
);
const all: AnyFigure<never>[] = [...figures, ...assetFigures];

test('each folder is in the list once, under its own name', () => {
  expect(all.map((figure) => figure.id).sort()).toEqual(folders.sort());
});

test('titles differ, and each figure says what it shows in whole sentences', () => {
  expect(new Set(all.map((figure) => figure.title)).size).toBe(all.length);
  for (const { about } of all) expect(about).toMatch(/^[A-Z][^]{60,}\.$/);
});

const contextOf = (table: StepTable, kind: FigureContext['kind']): FigureContext => ({
  ...{
    table,
    spec: table.spec,
    seed: 1,
    upTo: Infinity,
    cursor: undefined,
    arm: 0,
    measure: accuracyInfo,
    kind,
    shape: [2],
    provenance: undefined,
  },
  ...{
    pool: undefined,
    surface: 'regions',
    embeddings: undefined,
    replays: undefined,
    related: undefined,
    strategies: [],
    overlay: undefined,
  },
  cache: new SampleCache(async () => ({ values: new Float32Array(), labels: new Int32Array() })),
});

describe.each(figures.map((figure) => [figure.id, figure] as const))('%s', (_, figure) => {
  const whole = tableOf(buildLog({ seeds: [1, 2] }))!;
  test.each([
    ['before the first event', emptyTable(whole.spec)],
    ['in the middle of a run', tableOf(buildLog({ steps: 3 }))!],
    ['at the end', whole],
  ])('has a table with a cell for each column %s', (_moment, table) => {
    const context = contextOf(table, 'plane');
    const { columns, rows } = figure.table(context, figure.options?.() ?? {});
    expect(new Set(columns).size).toBe(columns.length);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(typeof figure.applies(context)).toBe('boolean');
  });
});
