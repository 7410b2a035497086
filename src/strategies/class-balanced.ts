/**
 * Class-balanced active learning (CBAL, Bengar et al. 2022), which the Gaussian-mixture paper compares with on long
 * tails: maximum entropy with a price on batches whose expected classes do not fill up what is missing. Minimises
 * −Σ_i z_i H_i + λ ‖Ω − Pᵀz‖₁ over batches z, where P are the predicted probabilities and Ω_c how many labels class c
 * lacks of an equal share. The authors give this to an integer-programming solver; here a greedy batch is improved by
 * exchanges until none helps.
 */
import { withDefaults } from '../protocol/catalogue-check.ts';
import type { Strategy } from './contracts/strategy.ts';
import { entropyOf } from './support/uncertainty.ts';

/** Times that all exchanges are looked at. */
const ROUNDS = 10;

export const classBalanced: Strategy = {
  about: {
    name: 'class-balanced',
    label: 'Class-balanced entropy',
    summary: 'undecided, and of classes that lack labels',
    about:
      'Asks where the prediction is undecided, but pays for every label by which the batch is expected to miss an equal share of the classes: rare classes are filled up as far as the learner can tell them.',
    reference:
      'Bengar, van de Weijer, Laura Fuentes & Raducanu, “Class-balanced active learning for image classification”, WACV 2022',
    parameters: [
      {
        name: 'balance',
        label: 'Weight of the balance',
        about:
          'λ: the price of a missing label in nats of entropy; the authors took 0.6 with 10 classes and 2 with 100.',
        kind: 'number',
        default: 0.6,
        min: 0,
        max: 100,
        step: 0.1,
      },
    ],
    needs: ['probabilities'],
  },
  async select(context) {
    const { classes, poolSize, size } = context;
    const { balance } = withDefaults(classBalanced.about.parameters, context.parameters) as { balance: number };
    const probabilities = new Float32Array(poolSize * classes);
    const entropies = new Float64Array(poolSize);
    let done = 0;
    for await (const view of context.pool()) {
      probabilities.set(view.probabilities, done * classes);
      for (let i = 0; i < view.indices.length; i++) entropies[done + i] = entropyOf(view.probabilities, classes, i);
      context.progress((done += view.indices.length), poolSize);
      await context.gate();
    }
    const { labels } = await context.labelled();
    const batch = new BalancedBatch(probabilities, entropies, missing(labels, classes, size), balance);
    for (let chosen = 0; chosen < size; chosen++) {
      batch.addBest();
      await context.gate();
    }
    for (let round = 0; round < ROUNDS && batch.exchangeAll(); round++) await context.gate();
    return {
      indices: Int32Array.from(batch.chosen, (position) => context.poolIndices[position]!),
      scores: Float32Array.from(batch.chosen, (position) => entropies[position]!),
    };
  },
};

/** Ω: labels that each class lacks of an equal share once the batch is labelled, in whole labels as the authors count. */
export function missing(labels: Int32Array, classes: number, size: number): Float64Array {
  const share = Math.floor((labels.length + size) / classes);
  const lacking = new Float64Array(classes).fill(share);
  for (const label of labels) if (label >= 0) lacking[label]!--;
  return lacking.map((one) => Math.max(0, one));
}

/** A batch with its cost at hand. */
export class BalancedBatch {
  /** Positions, in the order of choice. */
  readonly chosen: number[] = [];
  private readonly taken: Uint8Array;
  /** Ω − Pᵀz. */
  private readonly lacking: Float64Array;
  private readonly classes: number;

  constructor(
    private readonly probabilities: Float32Array,
    private readonly entropies: Float64Array,
    lacking: Float64Array,
    private readonly balance: number,
  ) {
    this.lacking = lacking.slice();
    this.classes = lacking.length;
    this.taken = new Uint8Array(entropies.length);
  }

  get cost(): number {
    const entropy = this.chosen.reduce((sum, i) => sum + this.entropies[i]!, 0);
    return this.balance * this.lacking.reduce((sum, one) => sum + Math.abs(one), 0) - entropy;
  }

  /** Takes the sample with which the cost is least; the first of equals. */
  addBest(): void {
    this.put(this.bestNow());
  }

  /** Takes each sample out in turn and the best one in. @returns whether any changed */
  exchangeAll(): boolean {
    let changed = false;
    for (const [place, old] of this.chosen.entries()) {
      this.move(old, 1);
      this.taken[old] = 0;
      const next = this.bestNow();
      const better = this.costWith(next) < this.costWith(old) - 1e-9;
      const kept = better ? next : old;
      this.chosen[place] = kept;
      this.taken[kept] = 1;
      this.move(kept, -1);
      changed ||= better;
    }
    return changed;
  }

  private put(i: number): void {
    this.chosen.push(i);
    this.taken[i] = 1;
    this.move(i, -1);
  }

  private move(i: number, sign: number): void {
    for (let c = 0; c < this.classes; c++) this.lacking[c]! += sign * this.probabilities[i * this.classes + c]!;
  }

  private bestNow(): number {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.taken.length; i++) {
      if (this.taken[i]) continue;
      const cost = this.costWith(i);
      if (best < 0 || cost < least || Number.isNaN(least)) {
        best = i;
        least = cost;
      }
    }
    return best;
  }

  /** What the batch would cost with one more, but for what does not depend on it. */
  private costWith(i: number): number {
    let apart = 0;
    for (let c = 0; c < this.classes; c++)
      apart += Math.abs(this.lacking[c]! - this.probabilities[i * this.classes + c]!);
    return this.balance * apart - this.entropies[i]!;
  }
}
