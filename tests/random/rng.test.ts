/** The tree of streams: streams of the same name have the same draws, others are independent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/random/rng.ts';

const take = (rng: Rng, n = 8): number[] => Array.from({ length: n }, () => rng.uniform());

describe('streams', () => {
  it('of one seed and name are the same', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.string()), (seed, names) => {
        expect(take(new Rng(seed).child(...names))).toEqual(take(new Rng(seed).child(...names)));
      }),
    );
  });

  it('are independent: a child is the same whatever its parent drew before', () => {
    const fresh = new Rng(7);
    const used = new Rng(7);
    take(used, 100);
    expect(take(used.child('split'))).toEqual(take(fresh.child('split')));
  });

  it('of neighbouring seeds and names differ', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 50; seed++)
      for (const name of ['', 'a', 'b', 'split', 'initial', 'cycle/0', 'cycle/1'])
        firsts.add(new Rng(seed, name).uniform());
    expect(firsts.size).toBe(50 * 7);
  });

  it('give the same numbers in all versions, since logs depend on them', () => {
    const rng = new Rng(1).child('split');
    expect([rng.uniform(), rng.integer(1000), rng.normal()]).toMatchInlineSnapshot(`
      [
        0.37945383694022894,
        509,
        0.9515319462129603,
      ]
    `);
  });
});

describe('distributions', () => {
  const n = 100_000;

  it('uniform draws are uniform in [0, 1) (chi-square, 63 degrees of freedom)', () => {
    const rng = new Rng(3);
    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < n; i++) cells[Math.floor(rng.uniform() * 64)]!++; // NaN below if outside
    const chi = cells.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    expect(chi).toBeGreaterThan(30);
    expect(chi).toBeLessThan(110); // one in 10,000 lies above
  });

  it('normal draws have the moments and the tail of the normal distribution', () => {
    const rng = new Rng(4);
    const values = Array.from({ length: n }, () => rng.normal());
    const moment = (p: number): number => values.reduce((sum, value) => sum + value ** p, 0) / n;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.05);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
    expect(values.filter((value) => Math.abs(value) > 1.959964).length / n).toBeCloseTo(0.05, 2);
  });

  it('integers include both ends and stay within them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, size) => {
        const rng = new Rng(seed);
        const seen = new Set(Array.from({ length: 200 }, () => rng.integer(size)));
        expect([...seen].sort()).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
  });

  it('every order of four is equally likely (chi-square, 23 degrees of freedom)', () => {
    const rng = new Rng(5);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const key = rng.permutation(4).join('');
      orders.set(key, (orders.get(key) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    const chi = [...orders.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(57); // one in 10,000 lies above
  });

  it('shuffling keeps all elements', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.integer()), (seed, items) => {
        const shuffled = new Rng(seed).shuffle(items.slice());
        expect(shuffled.sort((a, b) => a - b)).toEqual(items.slice().sort((a, b) => a - b));
      }),
    );
  });
});

it('a stream continues from its saved state, with the normal number that is left over', () => {
  const draw = (rng: Rng): number[] => [rng.normal(), rng.uniform(), rng.integer(1000), ...rng.permutation(9)];
  for (const normals of [0, 1, 2]) {
    const rng = new Rng(3, 'saved');
    for (let i = 0; i < normals; i++) rng.normal();
    const state = structuredClone(rng.state());
    const next = draw(rng);
    const other = new Rng(3, 'saved');
    other.restore(state);
    expect(draw(other)).toEqual(next);
    expect(draw(new Rng(3, 'saved'))[0] === next[0]).toBe(normals === 0);
  }
});
