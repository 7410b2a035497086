/** The product of two matrices by its definition, in double precision. */
export interface ProductInputs {
  /** `[rows, inner]`, or `[inner, rows]` if transposed. */
  a: ArrayLike<number>;
  /** `[inner, columns]`, or `[columns, inner]` if transposed. */
  b: ArrayLike<number>;
  turnA: boolean;
  turnB: boolean;
  rows: number;
  inner: number;
  columns: number;
}

export function plainProduct({ a, b, turnA, turnB, rows, inner, columns }: ProductInputs): Float64Array {
  const product = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      for (let k = 0; k < inner; k++)
        product[r * columns + c]! +=
          a[turnA ? k * rows + r : r * inner + k]! * b[turnB ? c * inner + k : k * columns + c]!;
  return product;
}
