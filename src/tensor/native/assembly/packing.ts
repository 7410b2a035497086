/**
 * Packing: copies the operands of a product in the order in which the tiles read them. A convolution is a product
 * whose left side is never built ("implicit" product): its rows are read in place from the images, and those of a
 * filter's gradient are gathered. The images are padded with zeros, so that edges need no test here.
 *
 * Rows or columns beyond the edge repeat the last one; what is computed from them is not written.
 */
import { intParam, pointerParam } from './job.ts';
import { MR, NR } from './tile.ts';

/** Kinds of left sides. */
export const ROWS: i32 = 0; // [M, K] as it lies
export const COLUMNS: i32 = 1; // [K, M]: transposed
// 2: row m is the values of the images under value m of the filter, [filter height, filter width, channels]; read in place
export const PATCHES_TRANSPOSED: i32 = 3; // the same, transposed: K counts the places

// where a job keeps its parameters; src/tensor/native/job.ts writes them
export const P_M = 0;
export const P_N = 1;
export const P_K = 2;
export const P_DEPTH = 3;
export const P_BLOCK = 4;
export const P_A_KIND = 5;
export const P_A = 6;
export const P_A_STRIDE = 7;
export const P_B_TRANSPOSED = 8;
export const P_B = 9;
export const P_B_STRIDE = 10;
export const P_C = 11;
export const P_C_STRIDE = 12;
export const P_BIAS = 13;
export const P_ACTIVE = 14;
export const P_SLOPE = 15;
export const P_PACKED = 16;
export const P_ROW_STEP = 17; // values from one row of an image to the next,
export const P_IMAGE_STEP = 18; // and from one image to the next
export const P_CHANNELS = 19;
export const P_OUT_HEIGHT = 20;
export const P_OUT_WIDTH = 21;
export const P_STRIDE_Y = 22;
export const P_STRIDE_X = 23;
export const P_FILTER_WIDTH = 24;
export const P_SPREAD = 25; // whether C's rows lie apart, as the places of one phase of a strided gradient do
export const P_C_HEIGHT = 26;
export const P_C_WIDTH = 27;
export const P_C_STEP_Y = 28;
export const P_C_STEP_X = 29;
export const P_CHUNKS = 30;
export const P_PARTIAL = 31;
export const P_B_RUN = 32; // the transposed right side may come in pieces (taps of a filter): their length,
export const P_B_ACROSS = 33; // how many lie in a row,
export const P_B_STEP_Y = 34; // and how far apart they are, in values, down
export const P_B_STEP_X = 35; // and across
export const P_COLUMNS = 36; // of a task
export const P_WINDOW_Y = 37; // where places are windows of 2 × 2 and the greatest counts: values to the place below,
export const P_WINDOW_X = 38; // and to the one on the right

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Four rows of `length` values each → `[length, 4]`. */
function interleave4(length: i32, p0: usize, p1: usize, p2: usize, p3: usize, to: usize, step: usize): void {
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    const r0 = v128.load(p0);
    const r1 = v128.load(p1);
    const r2 = v128.load(p2);
    const r3 = v128.load(p3);
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
    v128.store(to + step, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7));
    v128.store(to + 2 * step, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5));
    v128.store(to + 3 * step, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7));
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    to += 4 * step;
  }
  for (; k < length; k++) {
    store<f32>(to, load<f32>(p0));
    store<f32>(to, load<f32>(p1), 4);
    store<f32>(to, load<f32>(p2), 8);
    store<f32>(to, load<f32>(p3), 12);
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    to += step;
  }
}

/**
 * Columns n … n + 7 of the right side, depth k … k + depth → `[depth, 8]`.
 */
export function packRightColumns(job: usize, n: i32, k: i32, depth: i32, to: usize): void {
  const N = intParam(job, P_N);
  const stride = (<usize>intParam(job, P_B_STRIDE)) << 2;
  const b = pointerParam(job, P_B);
  if (intParam(job, P_B_TRANSPOSED)) {
    packColumns(job, n, k, depth, to);
    return;
  }
  let from = b + <usize>k * stride + ((<usize>n) << 2);
  if (n + NR <= N) {
    for (let i = 0; i < depth; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += 32;
    }
    return;
  }
  const columns = N - n;
  for (let i = 0; i < depth; i++) {
    for (let j = 0; j < NR; j++)
      store<f32>(to + ((<usize>j) << 2), load<f32>(from + ((<usize>min(j, columns - 1)) << 2)));
    from += stride;
    to += 32;
  }
}

/** The same where the right side is given as `[N, K]`, or as one such matrix for each tap of a filter. */
function packColumns(job: usize, n: i32, k: i32, depth: i32, to: usize): void {
  const last = intParam(job, P_N) - 1;
  const stride = (<usize>intParam(job, P_B_STRIDE)) << 2;
  const runTask = intParam(job, P_B_RUN);
  const across = intParam(job, P_B_ACROSS);
  const end = k + depth;
  while (k < end) {
    const tap = k / runTask;
    const first = k - tap * runTask;
    const length = min(runTask - first, end - k);
    const steps = (tap / across) * intParam(job, P_B_STEP_Y) + (tap % across) * intParam(job, P_B_STEP_X);
    const base = pointerParam(job, P_B) + ((<usize>steps + <usize>first) << 2);
    for (let half = 0; half < NR; half += 4) {
      const p0 = base + <usize>min(n + half, last) * stride;
      const p1 = base + <usize>min(n + half + 1, last) * stride;
      const p2 = base + <usize>min(n + half + 2, last) * stride;
      const p3 = base + <usize>min(n + half + 3, last) * stride;
      interleave4(length, p0, p1, p2, p3, to + ((<usize>half) << 2), 32);
    }
    to += (<usize>length) << 5;
    k += length;
  }
}

/**
 * Rows m … m + rows of the left side, depth k … k + depth → panels of four rows, each `[depth, 4]`.
 * @param table room for as many addresses as there are rows, or depth
 */
export function packLeftRows(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize, table: usize): void {
  const kind = intParam(job, P_A_KIND);
  if (kind == PATCHES_TRANSPOSED) packPatches(job, m, rows, k, depth, to, table);
  else if (kind == ROWS) packRows(job, m, rows, k, depth, to);
  else packTransposed(job, m, rows, k, depth, to);
}

function packRows(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize): void {
  const stride = (<usize>intParam(job, P_A_STRIDE)) << 2;
  const last = m + rows - 1;
  const from = pointerParam(job, P_A) + ((<usize>k) << 2);
  for (let r = m; r <= last; r += MR) {
    const p0 = from + <usize>r * stride;
    const p1 = from + <usize>min(r + 1, last) * stride;
    const p2 = from + <usize>min(r + 2, last) * stride;
    const p3 = from + <usize>min(r + 3, last) * stride;
    interleave4(depth, p0, p1, p2, p3, to, 16);
    to += (<usize>depth) << 4;
  }
}

function packTransposed(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize): void {
  const stride = (<usize>intParam(job, P_A_STRIDE)) << 2;
  const a = pointerParam(job, P_A);
  for (let r = 0; r < rows; r += MR) {
    let from = a + <usize>k * stride + ((<usize>(m + r)) << 2);
    const there = rows - r;
    for (let i = 0; i < depth; i++) {
      if (there >= MR) v128.store(to, v128.load(from));
      else
        for (let j = 0; j < MR; j++)
          store<f32>(to + ((<usize>j) << 2), load<f32>(from + ((<usize>min(j, there - 1)) << 2)));
      from += stride;
      to += 16;
    }
  }
}

/** Where the patches of `count` places from `place` on begin, into a table. */
export function patchOffsets(job: usize, place: i32, count: i32, table: usize): void {
  const a = pointerParam(job, P_A);
  const width = intParam(job, P_OUT_WIDTH);
  const height = intParam(job, P_OUT_HEIGHT);
  const stepX = (<usize>(intParam(job, P_STRIDE_X) * intParam(job, P_CHANNELS))) << 2;
  const stepY = (<usize>(intParam(job, P_STRIDE_Y) * intParam(job, P_ROW_STEP))) << 2;
  const stepN = (<usize>intParam(job, P_IMAGE_STEP)) << 2;
  const size = width * height;
  let n = place / size;
  let y = (place - n * size) / width;
  let x = place - n * size - y * width;
  for (let i = 0; i < count; i++) {
    store<usize>(table + ((<usize>i) << 2), a + <usize>n * stepN + <usize>y * stepY + <usize>x * stepX);
    if (++x < width) continue;
    x = 0;
    if (++y < height) continue;
    y = 0;
    n++;
  }
}

/** How far value m of a patch lies from its beginning, in bytes. */
function within(m: i32, runTask: i32, rowStep: usize): usize {
  const tap = m / runTask;
  return <usize>tap * rowStep + ((<usize>(m - tap * runTask)) << 2);
}

/** For a filter's gradient: m counts the filter's values, k the places. */
function packPatches(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize, table: usize): void {
  const runTask = intParam(job, P_FILTER_WIDTH) * intParam(job, P_CHANNELS);
  const rowStep = (<usize>intParam(job, P_ROW_STEP)) << 2;
  const last = m + rows - 1;
  patchOffsets(job, k, depth, table);
  for (let r = m; r <= last; r += MR) {
    const o0 = within(r, runTask, rowStep);
    const o1 = within(min(r + 1, last), runTask, rowStep);
    const o2 = within(min(r + 2, last), runTask, rowStep);
    const o3 = within(min(r + 3, last), runTask, rowStep);
    if (o1 == o0 + 4 && o2 == o0 + 8 && o3 == o0 + 12)
      for (let i = 0; i < depth; i++) {
        v128.store(to, v128.load(load<usize>(table + ((<usize>i) << 2)) + o0));
        to += 16;
      }
    else
      for (let i = 0; i < depth; i++) {
        const from = load<usize>(table + ((<usize>i) << 2));
        store<f32>(to, load<f32>(from + o0));
        store<f32>(to, load<f32>(from + o1), 4);
        store<f32>(to, load<f32>(from + o2), 8);
        store<f32>(to, load<f32>(from + o3), 12);
        to += 16;
      }
  }
}
