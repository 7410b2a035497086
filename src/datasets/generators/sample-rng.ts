/**
 * Random numbers for generated samples: a small fast generator (Doty-Humphrey's sfc32) that can be set to sample i in a
 * few operations. Creating an `Rng` per sample would take longer than drawing the sample.
 */
import type { Rng } from '../../random/rng.ts';

/** MurmurHash3's finaliser: every bit of the input affects every bit of the output. */
function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

export class SampleRng {
  private readonly words: Int32Array;
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** @param rng gives the four words that determine all samples */
  constructor(rng: Rng) {
    this.words = Int32Array.from({ length: 4 }, () => (rng.uniform() * 2 ** 32) | 0);
    this.seek(0);
  }

  /** Sets the generator to the beginning of the stream of sample `index`. */
  seek(index: number): this {
    const [w0, w1, w2, w3] = this.words as unknown as [number, number, number, number];
    this.a = mix(index ^ w0);
    this.b = mix(Math.imul(index, 0x9e3779b9) ^ w1);
    this.c = mix(this.a ^ w2) ^ w3;
    this.counter = 1;
    for (let round = 0; round < 4; round++) this.word();
    return this;
  }

  /** 32 random bits, signed. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return (this.word() >>> 0) * 2 ** -32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform in 0 … n − 1; the bias of at most n / 2³² does not matter for small n. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal (Box–Muller; the second value is discarded, so that each call takes two words). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

/**
 * Classes in shuffled blocks: each block holds every class a given number of times, in its own random order. Any whole
 * number of blocks has the exact proportions, and the class of sample i is known without the samples before it.
 */
export class ClassSequence {
  /** One block, in order and shuffled. */
  private readonly classes: Uint8Array;
  private readonly shuffledClasses: Uint8Array;
  private readonly rng: SampleRng;
  private currentBlock = -1;

  /** @param counts samples of each class in a block */
  constructor(rng: Rng, counts: readonly number[]) {
    this.classes = Uint8Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label)));
    this.shuffledClasses = this.classes.slice();
    this.rng = new SampleRng(rng);
  }

  /** The class of sample `index`. */
  classAt(index: number): number {
    const { classes, shuffledClasses: shuffled } = this;
    const block = Math.floor(index / classes.length);
    if (block !== this.currentBlock) {
      shuffled.set(classes);
      this.rng.seek(block);
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = this.rng.integer(i + 1);
        [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
      }
      this.currentBlock = block;
    }
    return shuffled[index - block * classes.length]!;
  }
}
