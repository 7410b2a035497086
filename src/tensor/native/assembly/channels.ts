/** Kernels by channel: sums over all other dimensions, and an affine map per channel. */
import { intParam, pointerParam } from './job.ts';

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Rows that are added up in single precision before they go to the double-precision sum. */
const SHORT: i32 = 64;

/** The term of a value in a sum: x, x · z, or (x − centre)² where z is x itself, and (x − centre) · z else. */
function accumulate(x: v128, z: usize, same: bool, centre: v128, at: usize): v128 {
  if (z == 0) return x;
  const moved = f32x4.sub(x, centre);
  return f32x4.mul(moved, same ? moved : v128.load(z + at));
}

/**
 * Sums over the rows of `[rows, channels]`: of x, or where z is given of (x − centre) · (z − centre if it is x, else z).
 * A task takes 32 channels. Parameters: rows, channels, x, to, z or 0, centre `[channels]` or 0.
 */
export function channelSums(job: usize, task: i32): void {
  const rows = intParam(job, 0);
  const channels = intParam(job, 1);
  const x = pointerParam(job, 2);
  const to = pointerParam(job, 3);
  const z = pointerParam(job, 4);
  const centre = pointerParam(job, 5);
  const same = z == x;
  const first = task * 32;
  const end = min(channels, first + 32);
  const stride = (<usize>channels) << 2;
  let c = first;
  for (; c + 4 <= end; c += 4) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let at = (<usize>c) << 2;
    const middle = centre ? v128.load(centre + at) : f32x4.splat(0);
    for (let r = 0; r < rows;) {
      const stop = min(rows, r + SHORT);
      let sum = f32x4.splat(0);
      for (; r < stop; r++) {
        sum = f32x4.add(sum, accumulate(v128.load(x + at), z, same, middle, at));
        at += stride;
      }
      low = f64x2.add(low, f64x2.promote_low_f32x4(sum));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 2, 3)));
    }
    const sums = v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    v128.store(to + ((<usize>c) << 2), sums);
  }
  for (; c < end; c++) {
    let sum: f64 = 0;
    let at = (<usize>c) << 2;
    const middle: f32 = centre ? load<f32>(centre + at) : 0;
    for (let r = 0; r < rows; r++) {
      const value = load<f32>(x + at);
      const moved = value - middle;
      sum += z ? <f64>(moved * (same ? moved : load<f32>(z + at))) : <f64>value;
      at += stride;
    }
    store<f32>(to + ((<usize>c) << 2), <f32>sum);
  }
}

/** Rows of one task of `affine`. */
const AFFINE_ROWS: i32 = 64;

/**
 * to = a · x + b · z + c with a, b and c `[channels]`, over `[rows, channels]`; z and b may be left out (0). Parameters:
 * rows, channels, x, z, a, b, c, to.
 */
export function affine(job: usize, task: i32): void {
  const channels = intParam(job, 1);
  const begin = task * AFFINE_ROWS;
  const end = min(intParam(job, 0), begin + AFFINE_ROWS);
  const z = pointerParam(job, 3);
  const a = pointerParam(job, 4);
  const b = pointerParam(job, 5);
  const c = pointerParam(job, 6);
  const offset = (<usize>(begin * channels)) << 2;
  let from = pointerParam(job, 2) + offset;
  let beside = z + offset;
  let to = pointerParam(job, 7) + offset;
  for (let r = begin; r < end; r++) {
    let i: usize = 0;
    const whole = (<usize>(channels & ~3)) << 2;
    const all = (<usize>channels) << 2;
    for (; i < whole; i += 16) {
      let value = f32x4.add(f32x4.mul(v128.load(a + i), v128.load(from + i)), v128.load(c + i));
      if (z) value = f32x4.add(value, f32x4.mul(v128.load(b + i), v128.load(beside + i)));
      v128.store(to + i, value);
    }
    for (; i < all; i += 4) {
      let value = load<f32>(a + i) * load<f32>(from + i) + load<f32>(c + i);
      if (z) value += load<f32>(b + i) * load<f32>(beside + i);
      store<f32>(to + i, value);
    }
    from += all;
    beside += all;
    to += all;
  }
}
