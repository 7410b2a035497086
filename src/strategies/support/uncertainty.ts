/** Uncertainty of one prediction: row `i` of `[n, classes]` probabilities. */

/** Entropy −Σ p ln p in nats; 0 ln 0 is 0. */
export function entropyOf(probabilities: Float32Array, classes: number, i: number): number {
  let sum = 0;
  for (let k = i * classes; k < (i + 1) * classes; k++) {
    const p = probabilities[k]!;
    if (p !== 0) sum -= p * Math.log(p);
  }
  return sum;
}

/** The most probable class, the first of equals, and its probability. */
export function mostProbable(probabilities: Float32Array, classes: number, i: number): { label: number; p: number } {
  let label = 0;
  for (let k = 1; k < classes; k++)
    if (probabilities[i * classes + k]! > probabilities[i * classes + label]!) label = k;
  return { label, p: probabilities[i * classes + label]! };
}

/** p₁ − p₂: the gap between the two most probable classes. */
export function marginOf(probabilities: Float32Array, classes: number, i: number): number {
  let largest = -Infinity;
  let secondLargest = -Infinity;
  for (let k = i * classes; k < (i + 1) * classes; k++) {
    const p = probabilities[k]!;
    if (p > largest) {
      secondLargest = largest;
      largest = p;
    } else if (p > secondLargest) secondLargest = p;
    else if (Number.isNaN(p)) return NaN;
  }
  return largest - secondLargest;
}

/** Mean of predictions `[members, classes]` of one sample, `[classes]`. */
export function meanPrediction(predictions: Float32Array, classes: number): Float32Array {
  const members = predictions.length / classes;
  const mean = new Float32Array(classes);
  for (let at = 0; at < predictions.length; at++) mean[at % classes]! += predictions[at]! / members;
  return mean;
}

/**
 * How many of the predictions `[members, classes]` of one sample are of each class, `[classes]`; undefined where a prediction is
 * not a number: a learner that diverged has no vote.
 */
export function votesOf(predictions: Float32Array, classes: number): Int32Array | undefined {
  const votes = new Int32Array(classes);
  for (let member = 0; member < predictions.length / classes; member++) {
    const { label, p } = mostProbable(predictions, classes, member);
    if (Number.isNaN(p)) return undefined;
    votes[label]!++;
  }
  return votes;
}

/** The least normal number in single precision, for probabilities that were rounded to 0. */
const MIN_PROBABILITY = 2 ** -126;

/** −ln p of a class in nats, at most 87.3. @param row probabilities `[classes]` */
export const crossEntropyOf = (row: Float32Array, label: number): number =>
  -Math.log(Math.max(row[label]!, MIN_PROBABILITY));

/** Row `i` of row-major values, not copied. */
export const rowOf = (values: Float32Array, i: number, size: number): Float32Array =>
  values.subarray(i * size, (i + 1) * size);
