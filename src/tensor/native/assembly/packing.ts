/**
 * Packing: the operands of a product, brought into the order in which the tiles read them. A convolution is a product
 * whose left side is never built: its rows are gathered here, straight from the images ("implicit" product).
 *
 * Rows or columns beyond the edge repeat the last one; what is computed from them is never delivered.
 */
import { param, pointer } from './job.ts';
import { MR, NR } from './tile.ts';

/** Left sides. */
export const ROWS: i32 = 0; // [M, K] as it lies
export const COLUMNS: i32 = 1; // [K, M]: transposed
export const PATCHES: i32 = 2; // row m: what output place m sees of the images, [filter height, filter width, channels]
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
export const P_HEIGHT = 17;
export const P_WIDTH = 18;
export const P_CHANNELS = 19;
export const P_OUT_HEIGHT = 20;
export const P_OUT_WIDTH = 21;
export const P_STRIDE_Y = 22;
export const P_STRIDE_X = 23;
export const P_TOP = 24;
export const P_LEFT = 25;
export const P_FILTER_WIDTH = 26;
export const P_SPREAD = 27; // whether C's rows lie apart, as the places of one phase of a strided gradient do
export const P_C_HEIGHT = 28;
export const P_C_WIDTH = 29;
export const P_C_STEP_Y = 30;
export const P_C_STEP_X = 31;
export const P_CHUNKS = 32;
export const P_PARTIAL = 33;
export const P_B_RUN = 34; // the transposed right side may come in pieces (taps of a filter): their length,
export const P_B_ACROSS = 35; // how many lie in a row,
export const P_B_STEP_Y = 36; // and how far apart they are, in values, down
export const P_B_STEP_X = 37; // and across

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
export function packB(job: usize, n: i32, k: i32, depth: i32, to: usize): void {
  const N = param(job, P_N);
  const stride = (<usize>param(job, P_B_STRIDE)) << 2;
  const b = pointer(job, P_B);
  if (param(job, P_B_TRANSPOSED)) {
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
  const last = param(job, P_N) - 1;
  const stride = (<usize>param(job, P_B_STRIDE)) << 2;
  const run = param(job, P_B_RUN);
  const across = param(job, P_B_ACROSS);
  const end = k + depth;
  while (k < end) {
    const tap = k / run;
    const first = k - tap * run;
    const length = min(run - first, end - k);
    const steps = (tap / across) * param(job, P_B_STEP_Y) + (tap % across) * param(job, P_B_STEP_X);
    const base = pointer(job, P_B) + ((<usize>steps + <usize>first) << 2);
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
 * @param spare room for 4 × depth values
 */
export function packA(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize, spare: usize): void {
  const kind = param(job, P_A_KIND);
  if (kind == PATCHES) packPatches(job, m, rows, k, depth, to, spare);
  else if (kind == PATCHES_TRANSPOSED) packPlaces(job, m, rows, k, depth, to);
  else if (kind == ROWS) packRows(job, m, rows, k, depth, to);
  else packTransposed(job, m, rows, k, depth, to);
}

function packRows(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize): void {
  const stride = (<usize>param(job, P_A_STRIDE)) << 2;
  const last = m + rows - 1;
  const from = pointer(job, P_A) + ((<usize>k) << 2);
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
  const stride = (<usize>param(job, P_A_STRIDE)) << 2;
  const a = pointer(job, P_A);
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

/**
 * Where values first … first + length of what place (image, y, x) sees in one row of its patch lie: in the image, or,
 * where they reach over its edge, in a copy with zeros.
 */
function seen(job: usize, image: usize, y: i32, x: i32, first: i32, length: i32, spare: usize): usize {
  const width = param(job, P_WIDTH);
  const channels = param(job, P_CHANNELS);
  const inside = y >= 0 && y < param(job, P_HEIGHT);
  const begin = inside ? (x < 0 ? -x * channels : 0) : first + length;
  const end = inside ? (width - x) * channels : 0;
  // may lie before the image's first value; used from `begin` on only
  const base = image + ((<usize>((y * width + x) * channels)) << 2);
  if (begin <= first && first + length <= end) return base + ((<usize>first) << 2);
  for (let i = 0; i < length; i++) {
    const at = first + i;
    store<f32>(spare + ((<usize>i) << 2), at >= begin && at < end ? load<f32>(base + ((<usize>at) << 2)) : 0);
  }
  return spare;
}

function packPatches(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize, spare: usize): void {
  const a = pointer(job, P_A);
  const outWidth = param(job, P_OUT_WIDTH);
  const places = param(job, P_OUT_HEIGHT) * outWidth;
  const size = (<usize>(param(job, P_HEIGHT) * param(job, P_WIDTH) * param(job, P_CHANNELS))) << 2;
  const run = param(job, P_FILTER_WIDTH) * param(job, P_CHANNELS);
  const strideY = param(job, P_STRIDE_Y);
  const strideX = param(job, P_STRIDE_X);
  const top = param(job, P_TOP);
  const left = param(job, P_LEFT);
  const last = m + rows - 1;
  const room = (<usize>depth) << 2;
  for (let r = m; r <= last; r += MR) {
    const m1 = min(r + 1, last);
    const m2 = min(r + 2, last);
    const m3 = min(r + 3, last);
    const n0 = r / places;
    const n1 = m1 / places;
    const n2 = m2 / places;
    const n3 = m3 / places;
    const q0 = r - n0 * places;
    const q1 = m1 - n1 * places;
    const q2 = m2 - n2 * places;
    const q3 = m3 - n3 * places;
    const row0 = q0 / outWidth;
    const row1 = q1 / outWidth;
    const row2 = q2 / outWidth;
    const row3 = q3 / outWidth;
    let at = k;
    const end = k + depth;
    while (at < end) {
      const tap = at / run;
      const first = at - tap * run;
      const length = min(run - first, end - at);
      const lift = tap - top;
      const p0 = seen(
        job,
        a + <usize>n0 * size,
        row0 * strideY + lift,
        (q0 - row0 * outWidth) * strideX - left,
        first,
        length,
        spare,
      );
      const p1 = seen(
        job,
        a + <usize>n1 * size,
        row1 * strideY + lift,
        (q1 - row1 * outWidth) * strideX - left,
        first,
        length,
        spare + room,
      );
      const p2 = seen(
        job,
        a + <usize>n2 * size,
        row2 * strideY + lift,
        (q2 - row2 * outWidth) * strideX - left,
        first,
        length,
        spare + 2 * room,
      );
      const p3 = seen(
        job,
        a + <usize>n3 * size,
        row3 * strideY + lift,
        (q3 - row3 * outWidth) * strideX - left,
        first,
        length,
        spare + 3 * room,
      );
      interleave4(length, p0, p1, p2, p3, to, 16);
      to += (<usize>length) << 4;
      at += length;
    }
  }
}

/** For a filter's gradient: m counts the filter's values, k the places. */
function packPlaces(job: usize, m: i32, rows: i32, k: i32, depth: i32, to: usize): void {
  const a = pointer(job, P_A);
  const width = param(job, P_WIDTH);
  const height = param(job, P_HEIGHT);
  const channels = param(job, P_CHANNELS);
  const outWidth = param(job, P_OUT_WIDTH);
  const outHeight = param(job, P_OUT_HEIGHT);
  const size = (<usize>(height * width * channels)) << 2;
  const run = param(job, P_FILTER_WIDTH) * channels;
  const strideY = param(job, P_STRIDE_Y);
  const strideX = param(job, P_STRIDE_X);
  const top = param(job, P_TOP);
  const left = param(job, P_LEFT);
  const panel = (<usize>depth) << 4;
  const end = m + rows;
  let n = k / (outHeight * outWidth);
  let place = k - n * outHeight * outWidth;
  let row = place / outWidth;
  let column = place - row * outWidth;
  for (let i = 0; i < depth; i++) {
    const x = column * strideX - left;
    const begin = x < 0 ? -x * channels : 0;
    const stop = (width - x) * channels;
    let at = m;
    while (at < end) {
      const tap = at / run;
      let first = at - tap * run;
      const length = min(run - first, end - at);
      const y = row * strideY - top + tap;
      const base = a + <usize>n * size + ((<usize>((y * width + x) * channels)) << 2);
      const ending = at + length;
      const inside = y >= 0 && y < height;
      const whole = inside && first >= begin && first + length <= stop;
      for (; at < ending;) {
        const slot = at - m;
        const cell = to + <usize>(slot >> 2) * panel + ((<usize>i) << 4) + ((<usize>(slot & 3)) << 2);
        if (whole && (slot & 3) == 0 && at + 4 <= ending) {
          v128.store(cell, v128.load(base + ((<usize>first) << 2)));
          at += 4;
          first += 4;
        } else {
          const there = inside && first >= begin && first < stop;
          store<f32>(cell, there ? load<f32>(base + ((<usize>first) << 2)) : 0);
          at++;
          first++;
        }
      }
    }
    if (++column == outWidth) {
      column = 0;
      if (++row == outHeight) {
        row = 0;
        n++;
      }
    }
  }
}
