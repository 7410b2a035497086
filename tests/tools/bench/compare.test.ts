/** Turns, agreement of losses, rows and table; with simulated engines. */
import { describe, expect, it } from 'vitest';
import { compare } from '../../../tools/bench/tensor/compare.ts';
import type { Engine, EngineName } from '../../../tools/bench/tensor/engine.ts';
import type { Host } from '../../../tools/bench/tensor/engine-host.ts';
import { median, reportRows, reportTable } from '../../../tools/bench/tensor/report-table.ts';
import { product } from '../../../tools/bench/tensor/workloads.ts';

const PACE = { rounds: 3, turn: 1, total: 10, timeout: 0.2 };
const workload = product(8);

/** Engines that report so many seconds per batch. */
function pretending(engines: Partial<Record<EngineName, Partial<Engine> & { seconds: number }>>) {
  const turns: EngineName[] = [];
  let open = 0;
  const host = (name: EngineName): Host => ({
    close: () => Promise.resolve(),
    open() {
      open++;
      const { seconds, ...rest } = engines[name]!;
      const engine: Engine = {
        start: () => Promise.resolve(`as ${name}`),
        prepare: () => Promise.resolve({ losses: [2.5] }),
        run(batches) {
          turns.push(name);
          return Promise.resolve(batches * seconds);
        },
        ...rest,
      };
      return Promise.resolve({ engine, close: () => Promise.resolve(void open--) });
    },
  });
  const hosts = new Map((Object.keys(engines) as EngineName[]).map((name) => [name, host(name)]));
  return { hosts, turns, left: () => open };
}

describe('a comparison', () => {
  it('runs the engines in turns, and closes all of them', async () => {
    const { hosts, turns, left } = pretending({ ours: { seconds: 0.5 }, stock: { seconds: 2 } });
    const measured = await compare(workload, 'wasm', hosts, PACE);
    expect(turns.slice(-6)).toEqual(['ours', 'stock', 'ours', 'stock', 'ours', 'stock']);
    expect(measured.map(({ speeds }) => speeds)).toEqual([
      [2, 2, 2],
      [0.5, 0.5, 0.5],
    ]);
    expect(left()).toBe(0);
  });

  it('gives no figure to an engine with another loss, ours included', async () => {
    const { hosts, turns } = pretending({
      ours: { seconds: 1, prepare: () => Promise.resolve({ losses: [2.51] }) },
      stock: { seconds: 1 },
      pytorch: { seconds: 1, prepare: () => Promise.resolve({ losses: [2.5001] }) },
    });
    const [ours, ...others] = await compare(workload, 'wasm', hosts, PACE);
    expect(ours).toMatchObject({ speeds: [], failure: 'other work: loss 1 is 2.51000, and 2.50010 of pytorch' });
    expect(others.map(({ failure: refused }) => refused)).toEqual([undefined, undefined]);
    expect(turns).not.toContain('ours');
  });

  it('refuses a loss that is not a number', async () => {
    const { hosts } = pretending({
      ours: { seconds: 1, prepare: () => Promise.resolve({ losses: [NaN] }) },
      stock: { seconds: 1 },
    });
    expect((await compare(workload, 'wasm', hosts, PACE))[0]!.failure).toContain('NaN');
  });

  it('continues without an engine that fails or does not answer', async () => {
    const { hosts, left } = pretending({
      ours: { seconds: 1 },
      stock: { seconds: 1, prepare: () => Promise.reject(new Error('no such kernel\nat somewhere')) },
      'jax-js': { seconds: 1, prepare: () => new Promise(() => undefined) },
    });
    const [ours, stock, jax] = await compare(workload, 'wasm', hosts, PACE);
    expect(ours!.speeds).toHaveLength(3);
    expect(stock).toMatchObject({ speeds: [], failure: 'no such kernel' });
    expect(jax).toMatchObject({ speeds: [], failure: 'no answer within 0.2 seconds' });
    expect(left()).toBe(0);
  });

  it('increases the batches per turn until it is long enough to be timed', async () => {
    const asked: number[] = [];
    const { hosts } = pretending({
      ours: {
        seconds: 1,
        run(batches) {
          asked.push(batches);
          return Promise.resolve(batches * 0.001);
        },
      },
    });
    await compare(workload, 'wasm', hosts, PACE);
    expect(asked.at(-1)! * 0.001).toBeGreaterThan(PACE.turn / 2);
    expect(new Set(asked.slice(-3)).size).toBe(1);
  });
});

describe('rows', () => {
  const measured = (engine: EngineName, speeds: number[], more = {}) => ({
    engine,
    how: '',
    losses: [],
    speeds,
    ...more,
  });
  const roof = new Map<EngineName, number>([['ours', 4096]]);
  const rows = reportRows(
    workload,
    'wasm',
    [
      measured('ours', [2, 4, 1]),
      measured('stock', [1, 1, 1], { note: 'composed' }),
      measured('jax-js', [], { failure: 'it is not there' }),
    ],
    roof,
  );

  it('have medians, and the median of the ratios within a round', () => {
    expect(rows[0]).toMatchObject({ model: 'product', engine: 'ours', perSecond: 2, range: [1, 4], oursOver: 1 });
    expect(rows[1]).toMatchObject({ engine: 'stock', perSecond: 1, oursOver: 2, note: 'composed', roofline: null });
    expect(rows[2]).toMatchObject({ perSecond: null, oursOver: null, note: 'no figure: it is not there' });
  });

  it('divide operations a second by those of the engine’s large product', () => {
    expect(rows[0]!.gflops).toBeCloseTo((2 * 2 * 8 ** 3) / 1e9, 12);
    expect(rows[0]!.roofline).toBeCloseTo(0.5, 12);
  });

  it('become one line per workload, with notes below', () => {
    const table = reportTable(rows);
    expect(table.split('\n')[0]).toMatch(
      /model +\| phase \| batch \| +ours \| +stock \| +jax-js \| ours ÷ stock \| ours ÷ jax-js/,
    );
    expect(table).toMatch(/\| product \| 8³ +\| +1 \| +2 \| 1 \[1\] \| +– \[2\] \| +2 \| +– \| .* \| +50% \|/);
    expect(table).toContain('[1] composed');
    expect(table).toContain('[2] no figure: it is not there');
  });

  it('the median of an even number is between the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
  });
});
