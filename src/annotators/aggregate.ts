/**
 * One label from the answers of several annotators: by majority, or by the model of Dawid & Skene ("Maximum likelihood
 * estimation of observer error-rates using the EM algorithm", 1979), in which each annotator has a confusion matrix of its own.
 */
import type { Rng } from '../random/rng.ts';

/** Answers of each annotator to the same items: `answers[w][i]` is a class. */
export type AnswerTable = readonly ArrayLike<number>[];

const MAX_ROUNDS = 100;
/** The rounds end once the log-likelihood per answer grows by less. */
const TOLERANCE = 1e-5;
/** Lower bound of probabilities, so that an answer never given before excludes no class for good. */
const LEAST = 1e-10;

/** Vote shares `[items, classes]`. */
export function voteShares(answers: AnswerTable, classes: number): Float64Array {
  const items = answers[0]?.length ?? 0;
  const shares = new Float64Array(items * classes);
  for (const own of answers) for (let i = 0; i < items; i++) shares[i * classes + own[i]!]! += 1 / answers.length;
  return shares;
}

export interface ErrorRates {
  /** Share of each class `[classes]`. */
  priors: Float64Array;
  /** Of each annotator: row c has the probabilities of its answers about class c, `[classes, classes]`. */
  confusions: Float64Array[];
}

/** M-step: shares and confusion matrices from posteriors `[items, classes]`; a class without an item has a row of zeros. */
export function estimateErrorRates(answers: AnswerTable, posteriors: Float64Array, classes: number): ErrorRates {
  const items = posteriors.length / classes;
  const totals = new Float64Array(classes);
  for (let at = 0; at < posteriors.length; at++) totals[at % classes]! += posteriors[at]!;
  const confusions = answers.map((own) => {
    const confusion = new Float64Array(classes * classes);
    for (let i = 0; i < items; i++)
      for (let c = 0; c < classes; c++) confusion[c * classes + own[i]!]! += posteriors[i * classes + c]!;
    return confusion.map((sum, at) => {
      const total = totals[Math.floor(at / classes)]!;
      return total > 0 ? sum / total : 0;
    });
  });
  return { priors: totals.map((total) => total / items), confusions };
}

/** E-step: posteriors `[items, classes]` and the log-likelihood of all answers, in nats. */
export function estimatePosteriors(
  answers: AnswerTable,
  { priors, confusions }: ErrorRates,
  items: number,
): { posteriors: Float64Array; logLikelihood: number } {
  const classes = priors.length;
  const posteriors = new Float64Array(items * classes);
  let logLikelihood = 0;
  for (let i = 0; i < items; i++) {
    const row = posteriors.subarray(i * classes, (i + 1) * classes);
    for (let c = 0; c < classes; c++) {
      row[c] = Math.log(Math.max(priors[c]!, LEAST));
      answers.forEach((own, w) => {
        row[c]! += Math.log(Math.max(confusions[w]![c * classes + own[i]!]!, LEAST));
      });
    }
    const most = Math.max(...row);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += row[c] = Math.exp(row[c]! - most);
    for (let c = 0; c < classes; c++) row[c]! /= sum;
    logLikelihood += most + Math.log(sum);
  }
  return { posteriors, logLikelihood };
}

/** Posteriors `[items, classes]` by EM from the vote shares. */
export function dawidSkene(answers: AnswerTable, classes: number): Float64Array {
  let posteriors = voteShares(answers, classes);
  const items = posteriors.length / classes;
  let before = -Infinity;
  for (let round = 0; round < MAX_ROUNDS && items > 0; round++) {
    const step = estimatePosteriors(answers, estimateErrorRates(answers, posteriors, classes), items);
    posteriors = step.posteriors;
    if (step.logLikelihood - before < TOLERANCE * items * answers.length) break;
    before = step.logLikelihood;
  }
  return posteriors;
}

/**
 * The most probable class of one item.
 * @param rng draws among equals, of which nothing is drawn where there is one
 */
export function mostProbableClass(row: ArrayLike<number>, rng: Rng): number {
  const all = Array.from(row);
  const most = Math.max(...all);
  const best = all.flatMap((p, c) => (most - p < 1e-9 ? [c] : []));
  return best.length === 1 ? best[0]! : best[rng.integer(best.length)]!;
}
