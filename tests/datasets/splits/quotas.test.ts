/** Apportionment of samples to classes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/random/rng.ts';
import { equalQuota, proportionalQuota } from '../../../src/datasets/splits/quotas.ts';

describe('quotas', () => {
  it('equal ones: no class with free samples is two below another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
        fc.nat(60),
        fc.nat(),
        (available, wish, seed) => {
          const size = Math.min(
            wish,
            available.reduce((a, b) => a + b, 0),
          );
          const quota = equalQuota(available, size, new Rng(seed).permutation(available.length));
          expect(quota.reduce((a, b) => a + b, 0)).toBe(size);
          quota.forEach((mine, label) => {
            expect(mine).toBeLessThanOrEqual(available[label]!);
            if (mine < available[label]!) for (const other of quota) expect(other - mine).toBeLessThanOrEqual(1);
          });
        },
      ),
    );
  });

  it('proportional ones keep the quota rule of Hamilton’s method', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (available, part) => {
          const total = available.reduce((a, b) => a + b, 0);
          fc.pre(total > 0);
          const size = Math.floor(total * part);
          const quota = proportionalQuota(available, size, new Rng(1).permutation(available.length));
          expect(quota.reduce((a, b) => a + b, 0)).toBe(size);
          quota.forEach((mine, label) => {
            expect(mine).toBeLessThanOrEqual(available[label]!);
            expect(Math.abs(mine - (available[label]! * size) / total)).toBeLessThan(1);
          });
        },
      ),
    );
  });

  it('proportional ones agree with a worked example: 4–3–2–1 of 7 is 3–2–1–1', () => {
    // shares 2.8, 2.1, 1.4, 0.7: floors 2, 2, 1, 0; the other two go to the remainders 0.8 and 0.7
    expect(proportionalQuota([4, 3, 2, 1], 7, [0, 1, 2, 3])).toEqual([3, 2, 1, 1]);
  });
});
