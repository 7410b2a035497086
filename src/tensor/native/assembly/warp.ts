/** Warps each image by a map of its own, for augmentation. */
import { intParam, pointerParam } from './job.ts';

function within(value: f32, last: f32): f32 {
  return max<f32>(0, min<f32>(value, last));
}

/**
 * One image a task: between four pixels, and beyond the edge what is at the edge. Parameters: height, width, channels,
 * new height, new width, whether one map serves all, images, maps `[n, 8]` (from new coordinates to old ones: three
 * values for x, three for y, two for the projection), to.
 */
export function warp(job: usize, task: i32): void {
  const height = intParam(job, 0);
  const width = intParam(job, 1);
  const channels = intParam(job, 2);
  const newHeight = intParam(job, 3);
  const newWidth = intParam(job, 4);
  const image = pointerParam(job, 6) + ((<usize>task * <usize>(height * width * channels)) << 2);
  const map = pointerParam(job, 7) + (intParam(job, 5) ? 0 : (<usize>task) << 5);
  let to = pointerParam(job, 8) + ((<usize>task * <usize>(newHeight * newWidth * channels)) << 2);
  const xx = load<f32>(map);
  const xy = load<f32>(map, 4);
  const x1 = load<f32>(map, 8);
  const yx = load<f32>(map, 12);
  const yy = load<f32>(map, 16);
  const y1 = load<f32>(map, 20);
  const px = load<f32>(map, 24);
  const py = load<f32>(map, 28);
  const flat = px == 0 && py == 0;
  const next = (<usize>channels) << 2;
  for (let v = 0; v < newHeight; v++)
    for (let u = 0; u < newWidth; u++) {
      const scale: f32 = flat ? 1 : 1 / (px * <f32>u + py * <f32>v + 1);
      const x = within((xx * <f32>u + xy * <f32>v + x1) * scale, <f32>(width - 1));
      const y = within((yx * <f32>u + yy * <f32>v + y1) * scale, <f32>(height - 1));
      const left = <i32>x;
      const top = <i32>y;
      const right = x - <f32>left;
      const lower = y - <f32>top;
      let a = image + ((<usize>((top * width + left) * channels)) << 2);
      // at the last row and column the weight of the next one is zero, and the next one is not there
      const across = left < width - 1 ? next : 0;
      const down = top < height - 1 ? <usize>width * next : 0;
      for (let c = 0; c < channels; c++) {
        const upperValue = load<f32>(a) * (1 - right) + load<f32>(a + across) * right;
        const lowerValue = load<f32>(a + down) * (1 - right) + load<f32>(a + down + across) * right;
        store<f32>(to, upperValue * (1 - lower) + lowerValue * lower);
        a += 4;
        to += 4;
      }
    }
}
