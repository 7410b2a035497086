/**
 * The one-to-one assignment of n rows to n columns with the least total cost, by the Hungarian method with potentials: rows
 * are added in turn, each along a shortest augmenting path (Kuhn 1955; Jonker and Volgenant 1987). O(n³).
 */

/**
 * @param costs `[n, n]` row-major, finite
 * @returns the column of each row
 */
export function solveAssignment(costs: ArrayLike<number>, n: number): Int32Array {
  // Rows and columns are numbered from 1; column 0 holds the row being added.
  const rowPrice = new Float64Array(n + 1);
  const columnPrice = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const previousColumn = new Int32Array(n + 1);
  for (let entering = 1; entering <= n; entering++) {
    rowOf[0] = entering;
    const slack = new Float64Array(n + 1).fill(Infinity);
    const reached = new Uint8Array(n + 1);
    let column = 0;
    do {
      reached[column] = 1;
      const row = rowOf[column]!;
      let least = Infinity;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (reached[j]) continue;
        const reduced = costs[(row - 1) * n + j - 1]! - rowPrice[row]! - columnPrice[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          previousColumn[j] = column;
        }
        if (slack[j]! < least) {
          least = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (reached[j]) {
          rowPrice[rowOf[j]!]! += least;
          columnPrice[j]! -= least;
        } else slack[j]! -= least;
      }
      column = next;
    } while (rowOf[column] !== 0);
    // Augment: every column on the path takes the row of the column before it.
    while (column !== 0) {
      rowOf[column] = rowOf[previousColumn[column]!]!;
      column = previousColumn[column]!;
    }
  }
  const columns = new Int32Array(n);
  for (let j = 1; j <= n; j++) columns[rowOf[j]! - 1] = j - 1;
  return columns;
}
