/** Matrix products, plain and implicit, in three schedules. Which one suits is chosen by src/tensor/native/matrix-product.ts. */
import { intParam, floatParam, pointerParam } from './job.ts';
import {
  P_ACTIVE,
  P_BIAS,
  P_BLOCK,
  P_C,
  P_C_HEIGHT,
  P_C_STEP_X,
  P_C_STEP_Y,
  P_C_STRIDE,
  P_C_WIDTH,
  P_CHUNKS,
  P_DEPTH,
  P_K,
  P_M,
  P_N,
  P_OUT_HEIGHT,
  P_OUT_WIDTH,
  P_PACKED,
  P_PARTIAL,
  P_SLOPE,
  P_SPREAD,
  packLeftRows,
  packRightColumns,
} from './packing.ts';
import { ADD, storeRow, FINISH, MR, multiply, NR } from './tile.ts';

/** Columns of B packed by one task. */
const PACK_COLUMNS: i32 = 64;

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

function roundUp(n: i32, multiple: i32): i32 {
  return ((n + multiple - 1) / multiple) * multiple;
}

/** Where row m of C begins, if rows lie apart. */
function rowOf(job: usize, m: i32): usize {
  const c = pointerParam(job, P_C);
  const stride = intParam(job, P_C_STRIDE);
  const width = intParam(job, P_OUT_WIDTH);
  const places = intParam(job, P_OUT_HEIGHT) * width;
  const n = m / places;
  const y = (m - n * places) / width;
  const x = m - n * places - y * width;
  const place =
    (n * intParam(job, P_C_HEIGHT) + y * intParam(job, P_C_STEP_Y)) * intParam(job, P_C_WIDTH) +
    x * intParam(job, P_C_STEP_X);
  return c + ((<usize>(place * stride)) << 2);
}

/** Packs the whole right side in blocks of the depth: a task takes 64 columns. */
export function packRight(job: usize, task: i32): void {
  const N = intParam(job, P_N);
  const K = intParam(job, P_K);
  const deep = intParam(job, P_DEPTH);
  const packed = pointerParam(job, P_PACKED);
  const wide = roundUp(N, NR);
  const end = min(N, (task + 1) * PACK_COLUMNS);
  for (let k = 0; k < K; k += deep) {
    const depth = min(deep, K - k);
    for (let n = task * PACK_COLUMNS; n < end; n += NR)
      packRightColumns(job, n, k, depth, packed + ((<usize>(k * wide + n * depth)) << 2));
  }
}

/** Packs the whole left side: a task takes a block of rows. */
export function packLeft(job: usize, task: i32, table: usize): void {
  const M = intParam(job, P_M);
  const K = intParam(job, P_K);
  const deep = intParam(job, P_DEPTH);
  const block = intParam(job, P_BLOCK);
  const packed = pointerParam(job, P_PACKED);
  const tall = roundUp(M, MR);
  const m = task * block;
  for (let k = 0; k < K; k += deep) {
    const depth = min(deep, K - k);
    packLeftRows(job, m, min(block, M - m), k, depth, packed + ((<usize>(k * tall + m * depth)) << 2), table);
  }
}

/** Writes a tile's rows to C, or to `partial` where that is given. */
export function writeTile(job: usize, tile: usize, m: i32, rows: i32, n: i32, how: i32, partial: usize): void {
  const N = intParam(job, P_N);
  const columns = min(NR, N - n);
  const bias = pointerParam(job, P_BIAS);
  const active = intParam(job, P_ACTIVE) != 0;
  const slope = floatParam(job, P_SLOPE);
  const offset = (<usize>n) << 2;
  const above = bias ? bias + offset : 0;
  if (!partial && intParam(job, P_SPREAD)) {
    for (let r = 0; r < rows; r++)
      storeRow(tile + ((<usize>r) << 5), rowOf(job, m + r) + offset, columns, how, above, active, slope);
    return;
  }
  const stride = (<usize>(partial ? N : intParam(job, P_C_STRIDE))) << 2;
  let row = (partial ? partial : pointerParam(job, P_C)) + <usize>m * stride + offset;
  for (const end = tile + ((<usize>rows) << 5); tile < end; tile += 32) {
    storeRow(tile, row, columns, how, above, active, slope);
    row += stride;
  }
}

/** Many rows: a block of them times the packed right side. */
export function byRows(job: usize, task: i32, scratch: usize, tile: usize, table: usize): void {
  const M = intParam(job, P_M);
  const N = intParam(job, P_N);
  const K = intParam(job, P_K);
  const deep = intParam(job, P_DEPTH);
  const block = intParam(job, P_BLOCK);
  const packed = pointerParam(job, P_PACKED);
  const wide = roundUp(N, NR);
  const m = task * block;
  const rows = min(block, M - m);
  for (let k = 0; k < K; k += deep) {
    const depth = min(deep, K - k);
    packLeftRows(job, m, rows, k, depth, scratch, table);
    const how = (k > 0 ? ADD : 0) | (k + depth == K ? FINISH : 0);
    for (let n = 0; n < N; n += NR) {
      const b = packed + ((<usize>(k * wide + n * depth)) << 2);
      for (let r = 0; r < rows; r += MR) {
        multiply(depth, scratch + ((<usize>(r * depth)) << 2), b, tile);
        writeTile(job, tile, m + r, min(MR, rows - r), n, how, 0);
      }
    }
  }
}

/** Few rows, many columns: the packed left side times a block of columns. */
export function byColumns(job: usize, task: i32, scratch: usize, tile: usize): void {
  const M = intParam(job, P_M);
  const N = intParam(job, P_N);
  const K = intParam(job, P_K);
  const deep = intParam(job, P_DEPTH);
  const block = intParam(job, P_BLOCK);
  const packed = pointerParam(job, P_PACKED);
  const tall = roundUp(M, MR);
  const end = min(N, (task + 1) * block);
  for (let k = 0; k < K; k += deep) {
    const depth = min(deep, K - k);
    const how = (k > 0 ? ADD : 0) | (k + depth == K ? FINISH : 0);
    for (let n = task * block; n < end; n += NR) {
      packRightColumns(job, n, k, depth, scratch);
      for (let m = 0; m < M; m += MR) {
        multiply(depth, packed + ((<usize>(k * tall + m * depth)) << 2), scratch, tile);
        writeTile(job, tile, m, min(MR, M - m), n, how, 0);
      }
    }
  }
}

/**
 * A small result of a long sum: each task adds up its share of the depth, apart from the others.
 * @param left room for a packed block of rows @param right for depth × N, packed
 */
export function byDepth(job: usize, task: i32, left: usize, right: usize, tile: usize, table: usize): void {
  const M = intParam(job, P_M);
  const N = intParam(job, P_N);
  const K = intParam(job, P_K);
  const deep = intParam(job, P_DEPTH);
  const block = intParam(job, P_BLOCK);
  const share = roundUp((K + intParam(job, P_CHUNKS) - 1) / intParam(job, P_CHUNKS), 4);
  const begin = min(K, task * share);
  const end = min(K, begin + share);
  const partial = pointerParam(job, P_PARTIAL) + ((<usize>(task * M * N)) << 2);
  if (begin == end) memory.fill(partial, 0, (<usize>(M * N)) << 2);
  for (let k = begin; k < end; k += deep) {
    const depth = min(deep, end - k);
    for (let n = 0; n < N; n += NR) packRightColumns(job, n, k, depth, right + ((<usize>(n * depth)) << 2));
    const how = k > begin ? ADD : 0;
    for (let m = 0; m < M; m += block) {
      const rows = min(block, M - m);
      packLeftRows(job, m, rows, k, depth, left, table);
      for (let n = 0; n < N; n += NR)
        for (let r = 0; r < rows; r += MR) {
          multiply(depth, left + ((<usize>(r * depth)) << 2), right + ((<usize>(n * depth)) << 2), tile);
          writeTile(job, tile, m + r, min(MR, rows - r), n, how, partial);
        }
    }
  }
}

/** Adds the shares up: a task takes a range of the result. */
export function sumPartials(job: usize, task: i32): void {
  const size = intParam(job, P_M) * intParam(job, P_N);
  const chunks = intParam(job, P_CHUNKS);
  const block = intParam(job, P_BLOCK);
  const from = pointerParam(job, P_PARTIAL);
  const to = pointerParam(job, P_C);
  const end = min(size, (task + 1) * block);
  let i = task * block;
  for (; i + 4 <= end; i += 4) {
    let sum = v128.load(from + ((<usize>i) << 2));
    for (let c = 1; c < chunks; c++) sum = f32x4.add(sum, v128.load(from + ((<usize>(c * size + i)) << 2)));
    v128.store(to + ((<usize>i) << 2), sum);
  }
  for (; i < end; i++) {
    let sum = load<f32>(from + ((<usize>i) << 2));
    for (let c = 1; c < chunks; c++) sum += load<f32>(from + ((<usize>(c * size + i)) << 2));
    store<f32>(to + ((<usize>i) << 2), sum);
  }
}
