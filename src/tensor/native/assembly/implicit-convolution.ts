/** Convolutions: products whose left side is read in place from the images. */
import { intParam, floatParam, pointerParam } from './job.ts';
import {
  patchOffsets,
  P_ACTIVE,
  P_BIAS,
  P_BLOCK,
  P_C,
  P_C_STRIDE,
  P_CHANNELS,
  P_COLUMNS,
  P_FILTER_WIDTH,
  P_K,
  P_M,
  P_N,
  P_PACKED,
  P_ROW_STEP,
  P_SLOPE,
  P_SPREAD,
  P_WINDOW_X,
  P_WINDOW_Y,
} from './packing.ts';
import { writeTile } from './matrix-product.ts';
import { FINISH, finishRow, maxOfWindow, MR, multiplyPatches, NR } from './tile.ts';

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/**
 * The patches of images times the packed right side, of one block in depth: a task is a block of places and columns.
 * Where places are windows, the tile holds the window's four, and what counts is their maximum.
 */
export function implicitConvolution(job: usize, task: i32, tile: usize, table: usize): void {
  const M = intParam(job, P_M);
  const K = intParam(job, P_K);
  const block = intParam(job, P_BLOCK);
  const columns = intParam(job, P_COLUMNS);
  const packed = pointerParam(job, P_PACKED);
  const runTask = intParam(job, P_FILTER_WIDTH) * intParam(job, P_CHANNELS);
  const taps = K / runTask;
  const step = (<usize>intParam(job, P_ROW_STEP)) << 2;
  const below = (<usize>intParam(job, P_WINDOW_Y)) << 2;
  const beside = (<usize>intParam(job, P_WINDOW_X)) << 2;
  const blocks = (M + block - 1) / block;
  const m = (task % blocks) * block;
  const rows = min(block, M - m);
  const first = (task / blocks) * columns;
  const end = min(intParam(job, P_N), first + columns);
  const spread = intParam(job, P_SPREAD) != 0;
  const bias = pointerParam(job, P_BIAS);
  const active = intParam(job, P_ACTIVE) != 0;
  const slope = f32x4.splat(floatParam(job, P_SLOPE));
  const stride = (<usize>intParam(job, P_C_STRIDE)) << 2;
  patchOffsets(job, m, rows, table);
  for (let n = first; n < end; n += NR) {
    const b = packed + ((<usize>n * <usize>K) << 2);
    const offset = (<usize>n) << 2;
    const whole = !spread && n + NR <= intParam(job, P_N);
    const low = whole && bias ? v128.load(bias + offset) : f32x4.splat(0);
    const high = whole && bias ? v128.load(bias + offset, 16) : f32x4.splat(0);
    let c = pointerParam(job, P_C) + <usize>m * stride + offset;
    for (let r = 0; r < rows;) {
      const p0 = load<usize>(table + ((<usize>r) << 2));
      let count = 1;
      if (below) {
        multiplyPatches(taps, runTask, step, p0, p0 + beside, p0 + below, p0 + below + beside, b, tile);
        maxOfWindow(tile);
      } else {
        count = min(MR, rows - r);
        const p1 = load<usize>(table + ((<usize>min(r + 1, rows - 1)) << 2));
        const p2 = load<usize>(table + ((<usize>min(r + 2, rows - 1)) << 2));
        const p3 = load<usize>(table + ((<usize>min(r + 3, rows - 1)) << 2));
        multiplyPatches(taps, runTask, step, p0, p1, p2, p3, b, tile);
      }
      if (whole)
        for (let row = tile; row < tile + ((<usize>count) << 5); row += 32) {
          finishRow(row, c, low, high, active, slope);
          c += stride;
        }
      else writeTile(job, tile, m + r, count, n, FINISH, 0);
      r += count;
    }
  }
}
