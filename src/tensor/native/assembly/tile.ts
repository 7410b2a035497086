/**
 * The inner loop: a tile of 4 × 8 of a matrix product, with its eight sums in registers.
 *
 * 4 × 8 because V8 has 15 vector registers: 8 sums, 2 of B, 1 of A. Measured on one thread of an AMD EPYC, packed
 * and in cache: 4 × 8 46–49 GFLOP/s, 3 × 12 46, 4 × 16, 6 × 8 and 5 × 8 17–21 (sums spill); the loop unrolled twice 23.
 */

export const MR: i32 = 4;
export const NR: i32 = 8;

function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/**
 * tile `[4, 8]` = Σₖ a[k, 0…3] ⊗ b[k, 0…7].
 * @param a packed `[depth, 4]` @param b packed `[depth, 8]`
 */
export function multiply(depth: i32, a: usize, b: usize, tile: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    a0 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a0, b0, c10);
    c11 = multiplyAdd(a0, b1, c11);
    a0 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a0, b0, c20);
    c21 = multiplyAdd(a0, b1, c21);
    a0 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a0, b0, c30);
    c31 = multiplyAdd(a0, b1, c31);
    a += 16;
    b += 32;
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 32);
  v128.store(tile, c11, 48);
  v128.store(tile, c20, 64);
  v128.store(tile, c21, 80);
  v128.store(tile, c30, 96);
  v128.store(tile, c31, 112);
}

/**
 * The same with a left side that is read in place, not packed: four patches of images, each `taps` pieces of
 * `run` values, `step` bytes apart. Measured as above, whole convolutions, packed → so: 5 × 5, 8 → 16 filters 32 → 43
 * GFLOP/s, 32 → 64 38 → 47; 3 × 3, 128 → 128 40 → 47; one channel → 8 13 → 20.
 * @param b packed `[taps · run, 8]`
 */
export function multiplyPatches(
  taps: i32,
  runTask: i32,
  step: usize,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  b: usize,
  tile: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const over = step - ((<usize>runTask) << 2);
  const length = (<usize>runTask) << 5;
  const last = b + <usize>taps * length;
  while (b < last) {
    const end = b + length;
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let a0 = v128.load32_splat(p0);
      c00 = multiplyAdd(a0, b0, c00);
      c01 = multiplyAdd(a0, b1, c01);
      a0 = v128.load32_splat(p1);
      c10 = multiplyAdd(a0, b0, c10);
      c11 = multiplyAdd(a0, b1, c11);
      a0 = v128.load32_splat(p2);
      c20 = multiplyAdd(a0, b0, c20);
      c21 = multiplyAdd(a0, b1, c21);
      a0 = v128.load32_splat(p3);
      c30 = multiplyAdd(a0, b0, c30);
      c31 = multiplyAdd(a0, b1, c31);
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
      b += 32;
    } while (b < end);
    p0 += over;
    p1 += over;
    p2 += over;
    p3 += over;
  }
  v128.store(tile, c00);
  v128.store(tile, c01, 16);
  v128.store(tile, c10, 32);
  v128.store(tile, c11, 48);
  v128.store(tile, c20, 64);
  v128.store(tile, c21, 80);
  v128.store(tile, c30, 96);
  v128.store(tile, c31, 112);
}

/** Sets the tile's first row to the maximum of its four rows. */
export function maxOfWindow(tile: usize): void {
  for (let at = tile; at < tile + 32; at += 16) {
    const upper = f32x4.max(v128.load(at), v128.load(at, 32));
    const lower = f32x4.max(v128.load(at, 64), v128.load(at, 96));
    v128.store(at, f32x4.max(upper, lower));
  }
}

/** What is done to a row of the tile before it is written to C. */
export const ADD: i32 = 1; // to what is there
export const FINISH: i32 = 2; // bias and activation

function activate(x: v128, slope: v128): v128 {
  const negative = f32x4.mul(x, slope);
  return v128.bitselect(x, negative, f32x4.gt(x, f32x4.splat(0)));
}

/** A whole row of the tile, plus the bias, through the activation, to C. */
export function finishRow(row: usize, c: usize, low: v128, high: v128, active: bool, slope: v128): void {
  let first = f32x4.add(v128.load(row), low);
  let second = f32x4.add(v128.load(row, 16), high);
  if (active) {
    first = activate(first, slope);
    second = activate(second, slope);
  }
  v128.store(c, first);
  v128.store(c, second, 16);
}

/**
 * Writes the tile's row to C.
 * @param columns 1 … 8 @param bias of the first column, or 0 @param active whether the slope below zero is to be applied
 */
export function storeRow(row: usize, c: usize, columns: i32, how: i32, bias: usize, active: bool, slope: f32): void {
  if (columns == NR) {
    let low = v128.load(row);
    let high = v128.load(row, 16);
    if (how & ADD) {
      low = f32x4.add(low, v128.load(c));
      high = f32x4.add(high, v128.load(c, 16));
    }
    if (how & FINISH) {
      if (bias) {
        low = f32x4.add(low, v128.load(bias));
        high = f32x4.add(high, v128.load(bias, 16));
      }
      if (active) {
        low = activate(low, f32x4.splat(slope));
        high = activate(high, f32x4.splat(slope));
      }
    }
    v128.store(c, low);
    v128.store(c, high, 16);
    return;
  }
  for (let j = 0; j < columns; j++) {
    const at = (<usize>j) << 2;
    let value = load<f32>(row + at);
    if (how & ADD) value += load<f32>(c + at);
    if (how & FINISH) {
      if (bias) value += load<f32>(bias + at);
      if (active && !(value > 0)) value *= slope;
    }
    store<f32>(c + at, value);
  }
}
