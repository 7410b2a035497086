/** What is done value by value or channel by channel, in one pass over the memory. */
import { param, paramF, pointer } from './job.ts';

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/** Values of one task. */
const STRETCH: i32 = 16384;

/**
 * Adam (Kingma and Ba 2015, Algorithm 1), in place. Parameters: count, w, g, m, v; rate, β₁, β₂, ε, rate and ε with the
 * bias corrections in them.
 */
export function adam(job: usize, task: i32): void {
  const begin = task * STRETCH;
  const end = min(param(job, 0), begin + STRETCH);
  const w = pointer(job, 1);
  const g = pointer(job, 2);
  const m = pointer(job, 3);
  const v = pointer(job, 4);
  const rate = paramF(job, 5);
  const beta1 = paramF(job, 6);
  const beta2 = paramF(job, 7);
  const epsilon = paramF(job, 8);
  const rates = f32x4.splat(rate);
  const keep1 = f32x4.splat(beta1);
  const keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(1 - beta1);
  const take2 = f32x4.splat(1 - beta2);
  const small = f32x4.splat(epsilon);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const at = (<usize>i) << 2;
    const gradient = v128.load(g + at);
    const mean = f32x4.add(f32x4.mul(keep1, v128.load(m + at)), f32x4.mul(take1, gradient));
    const square = f32x4.add(f32x4.mul(keep2, v128.load(v + at)), f32x4.mul(take2, f32x4.mul(gradient, gradient)));
    v128.store(m + at, mean);
    v128.store(v + at, square);
    const change = f32x4.div(f32x4.mul(rates, mean), f32x4.add(f32x4.sqrt(square), small));
    v128.store(w + at, f32x4.sub(v128.load(w + at), change));
  }
  for (; i < end; i++) {
    const at = (<usize>i) << 2;
    const gradient = load<f32>(g + at);
    const mean = beta1 * load<f32>(m + at) + (1 - beta1) * gradient;
    const square = beta2 * load<f32>(v + at) + (1 - beta2) * (gradient * gradient);
    store<f32>(m + at, mean);
    store<f32>(v + at, square);
    store<f32>(w + at, load<f32>(w + at) - (rate * mean) / (sqrt<f32>(square) + epsilon));
  }
}

/** SGD with momentum, in place: u ← µ u + g, w ← w − rate · u. Parameters: count, w, g, u; rate, µ. */
export function momentum(job: usize, task: i32): void {
  const begin = task * STRETCH;
  const end = min(param(job, 0), begin + STRETCH);
  const w = pointer(job, 1);
  const g = pointer(job, 2);
  const u = pointer(job, 3);
  const rate = paramF(job, 4);
  const mu = paramF(job, 5);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const at = (<usize>i) << 2;
    const velocity = f32x4.add(f32x4.mul(f32x4.splat(mu), v128.load(u + at)), v128.load(g + at));
    v128.store(u + at, velocity);
    v128.store(w + at, f32x4.sub(v128.load(w + at), f32x4.mul(f32x4.splat(rate), velocity)));
  }
  for (; i < end; i++) {
    const at = (<usize>i) << 2;
    const velocity = mu * load<f32>(u + at) + load<f32>(g + at);
    store<f32>(u + at, velocity);
    store<f32>(w + at, load<f32>(w + at) - rate * velocity);
  }
}

/** to = y > 0 ? dy : slope · dy. Parameters: count, dy, y, to; slope. */
export function mask(job: usize, task: i32): void {
  const begin = task * STRETCH;
  const end = min(param(job, 0), begin + STRETCH);
  const dy = pointer(job, 1);
  const y = pointer(job, 2);
  const to = pointer(job, 3);
  const slope = paramF(job, 4);
  const slopes = f32x4.splat(slope);
  const zero = f32x4.splat(0);
  let i = begin;
  for (; i + 4 <= end; i += 4) {
    const at = (<usize>i) << 2;
    const value = v128.load(dy + at);
    v128.store(to + at, v128.bitselect(value, f32x4.mul(value, slopes), f32x4.gt(v128.load(y + at), zero)));
  }
  for (; i < end; i++) {
    const at = (<usize>i) << 2;
    const value = load<f32>(dy + at);
    store<f32>(to + at, load<f32>(y + at) > 0 ? value : value * slope);
  }
}

/** Rows that are added up in single precision before they go to the double-precision sum. */
const SHORT: i32 = 64;

/**
 * Sums over the rows of `[rows, channels]`, of x, or of x · z where z is given: a task takes its channels, four or fewer.
 * Parameters: rows, channels, x, to, z or 0.
 */
export function channelSums(job: usize, task: i32): void {
  const rows = param(job, 0);
  const channels = param(job, 1);
  const x = pointer(job, 2);
  const to = pointer(job, 3);
  const z = pointer(job, 4);
  const first = task * 32;
  const end = min(channels, first + 32);
  const stride = (<usize>channels) << 2;
  let c = first;
  for (; c + 4 <= end; c += 4) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let from = (<usize>c) << 2;
    for (let r = 0; r < rows;) {
      const stop = min(rows, r + SHORT);
      let sum = f32x4.splat(0);
      for (; r < stop; r++) {
        const value = v128.load(x + from);
        sum = f32x4.add(sum, z ? f32x4.mul(value, v128.load(z + from)) : value);
        from += stride;
      }
      low = f64x2.add(low, f64x2.promote_low_f32x4(sum));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 2, 3)));
    }
    const sums = v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    v128.store(to + ((<usize>c) << 2), sums);
  }
  for (; c < end; c++) {
    let sum: f64 = 0;
    let from = (<usize>c) << 2;
    for (let r = 0; r < rows; r++) {
      const value = load<f32>(x + from);
      sum += z ? <f64>(value * load<f32>(z + from)) : <f64>value;
      from += stride;
    }
    store<f32>(to + ((<usize>c) << 2), <f32>sum);
  }
}

/**
 * Max-pooling by two and ReLU, one image a task. Parameters: images, height, width, channels, out height, out width, x, to.
 */
export function poolRelu(job: usize, task: i32): void {
  const width = param(job, 2);
  const channels = param(job, 3);
  const outHeight = param(job, 4);
  const outWidth = param(job, 5);
  const row = (<usize>(width * channels)) << 2;
  const next = (<usize>channels) << 2;
  const x = pointer(job, 6) + <usize>(task * param(job, 1)) * row;
  let to = pointer(job, 7) + ((<usize>(task * outHeight * outWidth * channels)) << 2);
  for (let oy = 0; oy < outHeight; oy++)
    for (let ox = 0; ox < outWidth; ox++) {
      const from = x + <usize>(2 * oy) * row + <usize>(2 * ox) * next;
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const at = from + ((<usize>c) << 2);
        const upper = f32x4.max(v128.load(at), v128.load(at + next));
        const lower = f32x4.max(v128.load(at + row), v128.load(at + row + next));
        v128.store(to, f32x4.max(f32x4.max(upper, lower), f32x4.splat(0)));
        to += 16;
      }
      for (; c < channels; c++) {
        const at = from + ((<usize>c) << 2);
        const upper = max<f32>(load<f32>(at), load<f32>(at + next));
        const lower = max<f32>(load<f32>(at + row), load<f32>(at + row + next));
        store<f32>(to, max<f32>(max<f32>(upper, lower), 0));
        to += 4;
      }
    }
}

/**
 * Its gradient: to the first place of each window that holds the maximum, where that is above zero. The result was
 * filled with zeros before. Parameters: as above with x, y, dy, to from the seventh on.
 */
export function poolReluGradient(job: usize, task: i32): void {
  const width = param(job, 2);
  const channels = param(job, 3);
  const outHeight = param(job, 4);
  const outWidth = param(job, 5);
  const row = (<usize>(width * channels)) << 2;
  const next = (<usize>channels) << 2;
  const image = <usize>(task * param(job, 1)) * row;
  const x = pointer(job, 6) + image;
  const to = pointer(job, 9) + image;
  let i = (<usize>(task * outHeight * outWidth * channels)) << 2;
  const y = pointer(job, 7);
  const dy = pointer(job, 8);
  memory.fill(to, 0, <usize>param(job, 1) * row);
  const zero = f32x4.splat(0);
  for (let oy = 0; oy < outHeight; oy++)
    for (let ox = 0; ox < outWidth; ox++) {
      let at = <usize>(2 * oy) * row + <usize>(2 * ox) * next;
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const top = v128.load(y + i);
        const gradient = v128.and(v128.load(dy + i), f32x4.gt(top, zero));
        let open = f32x4.eq(top, top);
        let hit = v128.and(open, f32x4.eq(v128.load(x + at), top));
        v128.store(to + at, v128.and(gradient, hit));
        open = v128.andnot(open, hit);
        hit = v128.and(open, f32x4.eq(v128.load(x + at + next), top));
        v128.store(to + at + next, v128.and(gradient, hit));
        open = v128.andnot(open, hit);
        hit = v128.and(open, f32x4.eq(v128.load(x + at + row), top));
        v128.store(to + at + row, v128.and(gradient, hit));
        open = v128.andnot(open, hit);
        v128.store(to + at + row + next, v128.and(gradient, open));
        at += 16;
        i += 16;
      }
      for (; c < channels; c++) {
        const top = load<f32>(y + i);
        if (top > 0) {
          let place = at;
          if (load<f32>(x + at) != top) {
            if (load<f32>(x + at + next) == top) place += next;
            else if (load<f32>(x + at + row) == top) place += row;
            else place += row + next;
          }
          store<f32>(to + place, load<f32>(dy + i));
        }
        at += 4;
        i += 4;
      }
    }
}

/**
 * An image with a margin of zeros, or cut: one image a task. Parameters: height, width, channels, rows of margin above,
 * columns of margin on the left (both may be below zero), new height, new width, x, to.
 */
export function framed(job: usize, task: i32): void {
  const height = param(job, 0);
  const width = param(job, 1);
  const channels = param(job, 2);
  const top = param(job, 3);
  const left = param(job, 4);
  const newHeight = param(job, 5);
  const newWidth = param(job, 6);
  const x = pointer(job, 7) + ((<usize>(task * height * width * channels)) << 2);
  const row = (<usize>(newWidth * channels)) << 2;
  let to = pointer(job, 8) + <usize>(task * newHeight) * row;
  const begin = left > 0 ? min(left, newWidth) : 0;
  const end = min(newWidth, width + left);
  for (let y = 0; y < newHeight; y++) {
    const from = y - top;
    if (from < 0 || from >= height || end <= begin) memory.fill(to, 0, row);
    else {
      const first = (<usize>(begin * channels)) << 2;
      const length = (<usize>((end - begin) * channels)) << 2;
      memory.fill(to, 0, first);
      memory.copy(to + first, x + ((<usize>((from * width + begin - left) * channels)) << 2), length);
      memory.fill(to + first + length, 0, row - first - length);
    }
    to += row;
  }
}
