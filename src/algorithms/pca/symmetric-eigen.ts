/**
 * All eigenvalues and eigenvectors of a symmetric matrix in double precision: Householder reduction to tridiagonal form, then
 * implicit QL steps (Martin, Reinsch & Wilkinson 1968; Bowdler et al. 1968; as tred2 and tql2 of EISPACK). Vectors are rows,
 * so that all inner loops run over contiguous memory: several times faster than libraries that store them as columns.
 */

export interface Eigendecomposition {
  /** In descending order. */
  values: Float64Array;
  /** `[size, size]`: row i is the unit vector of value i. */
  vectors: Float64Array;
}

/** @param matrix `[size, size]`; its lower half is read and overwritten */
export function symmetricEigen(matrix: Float64Array, size: number): Eigendecomposition {
  const values = new Float64Array(size);
  const offDiagonal = new Float64Array(size);
  const vectors = tridiagonalise(matrix, size, values, offDiagonal);
  diagonalise(values, offDiagonal, vectors, size);
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  const sorted = new Float64Array(size * size);
  for (const [to, from] of order.entries()) sorted.set(vectors.subarray(from * size, (from + 1) * size), to * size);
  return { values: Float64Array.from(order, (i) => values[i]!), vectors: sorted };
}

/**
 * A = Q T Qᵀ with tridiagonal T: its diagonal in `diagonal`, the entries left of it in the second array.
 * @returns Qᵀ
 */
function tridiagonalise(a: Float64Array, n: number, diagonal: Float64Array, offDiagonal: Float64Array): Float64Array {
  const halves = new Float64Array(n); // ‖v‖² / 2 of each reflection H = I − v vᵀ / half; 0 for none
  const w = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const v = a.subarray(i * n, i * n + i);
    let beyond = 0;
    for (let j = 0; j < i - 1; j++) beyond += v[j]! * v[j]!;
    const last = v[i - 1]!;
    if (beyond === 0) {
      offDiagonal[i] = last;
      continue;
    }
    const length = Math.sqrt(beyond + last * last);
    const alpha = last > 0 ? -length : length;
    const half = length * length - last * alpha;
    offDiagonal[i] = alpha;
    halves[i] = half;
    v[i - 1] = last - alpha;
    // w = A v / half minus its component along v, so that H A H = A − v wᵀ − w vᵀ
    w.fill(0, 0, i);
    for (let j = 0; j < i; j++) {
      const row = j * n;
      const vj = v[j]!;
      let sum = a[row + j]! * vj;
      for (let k = 0; k < j; k++) {
        const value = a[row + k]!;
        sum += value * v[k]!;
        w[k]! += value * vj;
      }
      w[j]! += sum;
    }
    let along = 0;
    for (let j = 0; j < i; j++) along += (w[j]! /= half) * v[j]!;
    along /= 2 * half;
    for (let j = 0; j < i; j++) w[j]! -= along * v[j]!;
    for (let j = 0; j < i; j++) {
      const row = j * n;
      const vj = v[j]!;
      const wj = w[j]!;
      for (let k = 0; k <= j; k++) a[row + k]! -= vj * w[k]! + wj * v[k]!;
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  // Qᵀ = H₁ H₂ … ; H_i changes the first i columns only, and rows from i on are still those of the identity.
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    if (halves[i] === 0) continue;
    const v = a.subarray(i * n, i * n + i);
    for (let r = 0; r < i; r++) {
      const row = q.subarray(r * n, r * n + i);
      let dot = 0;
      for (let k = 0; k < i; k++) dot += row[k]! * v[k]!;
      dot /= halves[i]!;
      for (let k = 0; k < i; k++) row[k]! -= dot * v[k]!;
    }
  }
  return q;
}

/** Implicit QL: leaves the eigenvalues in `d`, and their vectors in the rows of `vectors`. */
function diagonalise(d: Float64Array, offDiagonal: Float64Array, vectors: Float64Array, n: number): void {
  const e = new Float64Array(n);
  for (let i = 1; i < n; i++) e[i - 1] = offDiagonal[i]!;
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      // The entry is below rounding: the eigenvalue has converged.
      if (m === l) break;
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let r = Math.hypot(g, 1);
      g = d[m]! - d[l]! + e[l]! / (g + (g < 0 ? -r : r));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i]!;
        const b = c * e[i]!;
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          // The matrix has split here.
          d[i + 1]! -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        r = (d[i]! - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        rotate(vectors, i, n, c, s);
      }
      if (r === 0 && i >= l) continue;
      d[l]! -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

/** Applies a rotation to rows `i` and `i + 1`. */
function rotate(vectors: Float64Array, i: number, n: number, c: number, s: number): void {
  const upper = vectors.subarray(i * n, (i + 1) * n);
  const lower = vectors.subarray((i + 1) * n, (i + 2) * n);
  for (let k = 0; k < n; k++) {
    const a = upper[k]!;
    const b = lower[k]!;
    lower[k] = s * a + c * b;
    upper[k] = c * a - s * b;
  }
}
