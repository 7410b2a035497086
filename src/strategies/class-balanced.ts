/**
 * Class-balanced active learning (CBAL, Bengar et al. 2022), a baseline of the Gaussian-mixture paper for long tails: maximum
 * entropy with a penalty on imbalance. Minimises −Σ_i z_i H_i + λ ‖Ω − Pᵀz‖₁ over batches z, where P are the predicted
 * probabilities and Ω_c is the number of labels that class c lacks of an equal share. The authors use an integer-programming
 * solver; here a greedy batch is improved by exchanges until none lowers the cost.
 */
import { descending, tieOrder, type TieOrder } from '../algorithms/tie-order.ts';
import { numberParameter, withDefaults } from '../protocol/parameters.ts';
import type { Strategy } from './contracts/strategy.ts';
import { entropyOf } from './support/uncertainty.ts';

/** Maximum number of rounds of exchanges. */
const ROUNDS = 10;

const parameters = [
  numberParameter('balance', {
    label: 'Weight of the balance',
    about: 'λ: the price of a missing label in nats of entropy; the authors took 0.6 with 10 classes and 2 with 100.',
    default: 0.6,
    min: 0,
    max: 100,
    step: 0.1,
  }),
];

export const classBalanced: Strategy = {
  about: {
    name: 'class-balanced',
    label: 'Class-balanced entropy',
    group: 'hybrid',
    summary: 'high entropy, and classes that lack labels',
    about:
      'Maximises the entropy of the batch with a penalty on every label by which its expected class counts miss an equal share: rare classes are filled up as far as the learner can predict them.',
    reference:
      'Bengar, van de Weijer, Laura Fuentes & Raducanu, “Class-balanced active learning for image classification”, WACV 2022',
    parameters,
    requires: ['probabilities'],
    noSurface: 'No score per point: this strategy chooses the batch as a whole',
  },
  async select(context) {
    const { classes, poolSize, batchSize: size } = context;
    const { balance } = withDefaults(parameters, context.parameters);
    const probabilities = new Float32Array(poolSize * classes);
    const entropies = new Float64Array(poolSize);
    let done = 0;
    for await (const view of context.predict({ probabilities: true })) {
      probabilities.set(view.probabilities, done * classes);
      for (let i = 0; i < view.indices.length; i++) entropies[done + i] = entropyOf(view.probabilities, classes, i);
      done += view.indices.length;
    }
    const missing = missingLabels(context.learner.labelled.labels, classes, size);
    const batch = new BalancedBatch({ probabilities, entropies, missing, balance, order: tieOrder(context.rng) });
    const total = (1 + ROUNDS) * size;
    let steps = 0;
    const stepDone = async () => {
      context.progress(++steps, total);
      await context.checkpoint();
    };
    while (batch.selected.length < size) {
      batch.addBest();
      await stepDone();
    }
    for (let round = 0, changed = true; round < ROUNDS && changed; round++) {
      changed = false;
      for (let place = 0; place < size; place++) {
        changed = batch.exchange(place) || changed;
        await stepDone();
      }
    }
    context.progress(total, total);
    return {
      indices: Int32Array.from(batch.selected, (position) => context.poolIndices[position]!),
      scores: Float32Array.from(batch.selected, (position) => entropies[position]!),
    };
  },
};

/** Ω: labels that each class lacks of an equal share once the batch is labelled; shares are rounded down, as in the paper. */
export function missingLabels(labels: Int32Array, classes: number, size: number): Float64Array {
  const share = Math.floor((labels.length + size) / classes);
  const shortfall = new Float64Array(classes).fill(share);
  for (const label of labels) if (label >= 0) shortfall[label]!--;
  return shortfall.map((one) => Math.max(0, one));
}

interface BalanceInputs {
  /** `[poolSize, classes]`. */
  probabilities: Float32Array;
  /** `[poolSize]`, in nats. */
  entropies: Float64Array;
  /** Ω, `[classes]`. */
  missing: Float64Array;
  /** λ. */
  balance: number;
  /** Of samples of equal cost. */
  order: TieOrder;
}

/** A batch and its cost. */
export class BalancedBatch {
  /** Positions, in the order of choice. */
  readonly selected: number[] = [];
  private readonly taken: Uint8Array;
  /** Ω − Pᵀz. */
  private readonly missing: Float64Array;
  private readonly classes: number;
  private readonly probabilities: Float32Array;
  private readonly entropies: Float64Array;
  private readonly balance: number;
  /** All positions in descending order of entropy. */
  private readonly ordered: Int32Array;
  /** The greatest sum of a row of probabilities: 1, except for rounding. */
  private readonly greatestSum: number;

  constructor({ probabilities, entropies, missing, balance, order }: BalanceInputs) {
    this.probabilities = probabilities;
    this.entropies = entropies;
    this.missing = missing.slice();
    this.balance = balance;
    this.classes = missing.length;
    this.taken = new Uint8Array(entropies.length);
    this.ordered = descending(entropies, order);
    this.greatestSum = 0;
    for (let i = 0; i < entropies.length; i++) {
      let sum = 0;
      for (let c = 0; c < this.classes; c++) sum += probabilities[i * this.classes + c]!;
      this.greatestSum = Math.max(this.greatestSum, sum);
    }
  }

  get cost(): number {
    const entropy = this.selected.reduce((sum, i) => sum + this.entropies[i]!, 0);
    return this.balance * this.missing.reduce((sum, one) => sum + Math.abs(one), 0) - entropy;
  }

  /** Adds the sample of least cost. */
  addBest(): void {
    this.add(this.bestCandidate());
  }

  /** Exchanges the selected sample at this place for the one of least cost. @returns whether it changed */
  exchange(place: number): boolean {
    const old = this.selected[place]!;
    this.updateMissing(old, 1);
    this.taken[old] = 0;
    const next = this.bestCandidate();
    const better = this.costWith(next) < this.costWith(old) - 1e-9;
    const selected = better ? next : old;
    this.selected[place] = selected;
    this.taken[selected] = 1;
    this.updateMissing(selected, -1);
    return better;
  }

  private add(i: number): void {
    this.selected.push(i);
    this.taken[i] = 1;
    this.updateMissing(i, -1);
  }

  private updateMissing(i: number, sign: number): void {
    for (let c = 0; c < this.classes; c++) this.missing[c]! += sign * this.probabilities[i * this.classes + c]!;
  }

  /**
   * In descending order of entropy, up to the sample from which on none can cost less: whatever its probabilities, a sample
   * lowers the missing labels by at most their sum.
   */
  private bestCandidate(): number {
    let best = -1;
    let lowestCost = Infinity;
    const deviation = this.missing.reduce((sum, one) => sum + Math.abs(one), 0) - this.greatestSum;
    const leastPenalty = this.balance * Math.max(0, deviation) - 1e-9;
    for (const i of this.ordered) {
      if (this.taken[i]) continue;
      if (best >= 0 && leastPenalty - this.entropies[i]! > lowestCost) break;
      const cost = this.costWith(i);
      if (best < 0 || cost < lowestCost || Number.isNaN(lowestCost)) {
        best = i;
        lowestCost = cost;
      }
    }
    return best;
  }

  /** Cost of the batch with sample `i` added, without the terms that do not depend on `i`. */
  private costWith(i: number): number {
    let deviation = 0;
    for (let c = 0; c < this.classes; c++)
      deviation += Math.abs(this.missing[c]! - this.probabilities[i * this.classes + c]!);
    return this.balance * deviation - this.entropies[i]!;
  }
}
