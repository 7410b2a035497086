/** Eigenvalues and eigenvectors by cyclic Jacobi rotations: slow, simple and exact; the reference for faster methods. */
export function jacobi(matrix: number[][]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((_, j) => Number(i === j)));
  const scale = Math.max(...a.flat().map(Math.abs));
  for (let sweep = 0; sweep < 30; sweep++) {
    let left = 0;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        left = Math.max(left, Math.abs(a[p]![q]!));
        if (Math.abs(a[p]![q]!) <= 1e-300) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
          const [r, w] = [v[p]![k]!, v[q]![k]!];
          v[p]![k] = c * r - s * w;
          v[q]![k] = s * r + c * w;
        }
      }
    if (left <= 1e-15 * scale) break;
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j]![j]! - a[i]![i]!);
  return { values: order.map((i) => a[i]![i]!), vectors: order.map((i) => v[i]!) };
}
