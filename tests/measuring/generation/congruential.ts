/** The inputs of `tools/bench/generation-measures.py`, from the same linear congruential generator. */

function uniforms(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** `[rows, size]` row-major. */
export function mixedFeatures(seed: number, rows: number, size: number): Float64Array {
  const mix = uniforms(seed + 1000, size * size).map((value) => value - 0.3);
  const raw = uniforms(seed, rows * size);
  return Float64Array.from({ length: rows * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += raw[row * size + k]! * mix[k * size + column]!;
    return sum;
  });
}

/** `[rows, classes]` row-major. */
export function softmaxRows(seed: number, rows: number, classes: number): Float64Array {
  const exponentials = uniforms(seed, rows * classes).map((value) => Math.exp(6 * value));
  return exponentials.map((value, at) => {
    const from = at - (at % classes);
    return value / exponentials.subarray(from, from + classes).reduce((sum, one) => sum + one, 0);
  });
}
