/**
 * The source of all randomness: one seed and a tree of named streams. Arms share the draws of streams of the same name, and
 * a new consumer does not change the draws of others.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** 32-bit FNV-1a of the text with a final avalanche (MurmurHash3), from a given basis. */
function hash(text: string, basis: number): number {
  // Bases and names that differ in a few bits could cancel out: seeds 2 and 4 would begin with the same draw.
  let h = 0x811c9dc5 ^ Math.imul(basis, 0x9e3779b9);
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class Rng {
  private generator;
  private spareNormal: number | undefined;

  constructor(
    readonly seed: number,
    readonly path = '',
  ) {
    const name = `${seed}/${path}`;
    const words = [1, 2, 3, 4].map((basis) => hash(name, basis));
    words[3] = words[3]! | 1; // never all zero
    this.generator = xoroshiro128plusFromState(words);
  }

  /** The child stream of this name, independent of the draws of this stream so far. */
  child(...names: (string | number)[]): Rng {
    return new Rng(this.seed, [this.path, ...names].join('/'));
  }

  /** The stream's state `[5]`: the generator's words, and the normal number that is left over, NaN where there is none. */
  state(): Float64Array {
    return Float64Array.of(...this.generator.getState(), this.spareNormal ?? NaN);
  }

  /** Continues from a state of a stream of the same seed and path. */
  restore(state: ArrayLike<number>): void {
    const [spare] = Array.from(state).slice(4);
    this.generator = xoroshiro128plusFromState(Array.from(state).slice(0, 4));
    this.spareNormal = spare === undefined || Number.isNaN(spare) ? undefined : spare;
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return (this.generator.next() >>> 0) * 2 ** -32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform in 0 … n − 1, without bias. */
  integer(n: number): number {
    return uniformInt(this.generator, 0, n - 1);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const value = this.spareNormal;
      this.spareNormal = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.spareNormal = v * factor;
      return u * factor;
    }
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: number }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = items[i]!;
      items[i] = items[j]!;
      items[j] = swapped;
    }
    return items;
  }

  /** 0 … n − 1 in random order. */
  permutation(n: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: n }, (_, i) => i));
  }
}
