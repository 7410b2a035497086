/** Elementwise kernels, in one pass over the memory. */
import { intParam, floatParam, pointerParam } from './job.ts';

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
  const end = min(intParam(job, 0), begin + STRETCH);
  const w = pointerParam(job, 1);
  const g = pointerParam(job, 2);
  const m = pointerParam(job, 3);
  const v = pointerParam(job, 4);
  const rate = floatParam(job, 5);
  const beta1 = floatParam(job, 6);
  const beta2 = floatParam(job, 7);
  const epsilon = floatParam(job, 8);
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
  const end = min(intParam(job, 0), begin + STRETCH);
  const w = pointerParam(job, 1);
  const g = pointerParam(job, 2);
  const u = pointerParam(job, 3);
  const rate = floatParam(job, 4);
  const mu = floatParam(job, 5);
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
  const end = min(intParam(job, 0), begin + STRETCH);
  const dy = pointerParam(job, 1);
  const y = pointerParam(job, 2);
  const to = pointerParam(job, 3);
  const slope = floatParam(job, 4);
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
