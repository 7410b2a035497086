/** Kernels by image: pooling, padding, and sums of overlapping patches. */
import { intParam, pointerParam } from './job.ts';

function min(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

/**
 * Max-pooling by two and ReLU, one image a task. Parameters: images, height, width, channels, out height, out width, x, to.
 */
export function poolRelu(job: usize, task: i32): void {
  const width = intParam(job, 2);
  const channels = intParam(job, 3);
  const outHeight = intParam(job, 4);
  const outWidth = intParam(job, 5);
  const row = (<usize>(width * channels)) << 2;
  const next = (<usize>channels) << 2;
  const x = pointerParam(job, 6) + <usize>(task * intParam(job, 1)) * row;
  let to = pointerParam(job, 7) + ((<usize>(task * outHeight * outWidth * channels)) << 2);
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
  const width = intParam(job, 2);
  const channels = intParam(job, 3);
  const outHeight = intParam(job, 4);
  const outWidth = intParam(job, 5);
  const row = (<usize>(width * channels)) << 2;
  const next = (<usize>channels) << 2;
  const image = <usize>(task * intParam(job, 1)) * row;
  const x = pointerParam(job, 6) + image;
  const to = pointerParam(job, 9) + image;
  let i = (<usize>(task * outHeight * outWidth * channels)) << 2;
  const y = pointerParam(job, 7);
  const dy = pointerParam(job, 8);
  memory.fill(to, 0, <usize>intParam(job, 1) * row);
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
 * Pads an image with zeros, or crops it: one image a task. Parameters: height, width, channels, rows of padding above,
 * columns of padding on the left (both may be below zero), new height, new width, x, to.
 */
export function pad(job: usize, task: i32): void {
  const height = intParam(job, 0);
  const width = intParam(job, 1);
  const channels = intParam(job, 2);
  const top = intParam(job, 3);
  const left = intParam(job, 4);
  const newHeight = intParam(job, 5);
  const newWidth = intParam(job, 6);
  const x = pointerParam(job, 7) + ((<usize>(task * height * width * channels)) << 2);
  const row = (<usize>(newWidth * channels)) << 2;
  let to = pointerParam(job, 8) + <usize>(task * newHeight) * row;
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

/**
 * Sums overlapping patches into the image, one image a task; values beyond the edge are dropped. Parameters:
 * height, width, channels, filter height, filter width, out height, out width, stride down, stride across, rows and
 * columns that the first patch lies above and left of the image, patches `[n, out height, out width, filter height,
 * filter width, channels]`, to.
 */
export function col2im(job: usize, task: i32): void {
  const height = intParam(job, 0);
  const width = intParam(job, 1);
  const channels = intParam(job, 2);
  const filterHeight = intParam(job, 3);
  const filterWidth = intParam(job, 4);
  const outHeight = intParam(job, 5);
  const outWidth = intParam(job, 6);
  const runTask = filterWidth * channels;
  const size = filterHeight * runTask;
  const image = (<usize>(height * width * channels)) << 2;
  const to = pointerParam(job, 12) + <usize>task * image;
  let patch = pointerParam(job, 11) + ((<usize>task * <usize>(outHeight * outWidth * size)) << 2);
  memory.fill(to, 0, image);
  for (let oy = 0; oy < outHeight; oy++)
    for (let ox = 0; ox < outWidth; ox++) {
      const top = oy * intParam(job, 7) - intParam(job, 9);
      const left = ox * intParam(job, 8) - intParam(job, 10);
      const first = left < 0 ? -left * channels : 0;
      const end = min(runTask, (width - left) * channels);
      for (let ky = 0; ky < filterHeight; ky++) {
        const y = top + ky;
        if (y < 0 || y >= height) continue;
        const row = to + ((<usize>((y * width + left) * channels)) << 2);
        const from = patch + ((<usize>(ky * runTask)) << 2);
        for (let k = first; k < end; k++) {
          const at = row + ((<usize>k) << 2);
          store<f32>(at, load<f32>(at) + load<f32>(from + ((<usize>k) << 2)));
        }
      }
      patch += (<usize>size) << 2;
    }
}
