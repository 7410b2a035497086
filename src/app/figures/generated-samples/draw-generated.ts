/** Draws generated samples on a canvas: a grid of images, or points over the data. */
import { sampleSize } from '../../../protocol/dataset.ts';
import type { SampleGrid } from '../../../protocol/asset-progress.ts';
import { palette } from '../../charts/palette.svelte.ts';
import { fitCanvas, type CanvasBox } from '../../charts/export/canvas-drawings.ts';
import { planeUnit } from '../../charts/plane/plane-draw.ts';
import { dataExtent, planeScales, type PlanePoints } from '../../../projection/plane/plane-scales.ts';
import { imageDataOf } from '../../charts/samples/image-pixels.ts';

/** Pixels between images and between rows of pairs. */
const GAPS = { pictures: 1, pairs: 5 };

/** An approximately square grid of images; of a pair, the original stands above its reconstruction. */
export function drawImageGrid(canvas: HTMLCanvasElement, { of, shape, values }: SampleGrid): void {
  const [height = 1, width = 1] = shape;
  const size = sampleSize(shape);
  const count = values.length / size;
  const pairs = of === 'pairs';
  const across = Math.ceil(Math.sqrt(count));
  const lines = Math.ceil(count / across / (pairs ? 2 : 1));
  const line = pairs ? 2 * height + GAPS.pictures + GAPS.pairs : height + GAPS.pictures;
  canvas.width = across * (width + GAPS.pictures) - GAPS.pictures;
  canvas.height = lines * line - (pairs ? GAPS.pairs : GAPS.pictures);
  const context = canvas.getContext('2d');
  for (let i = 0; context && i < count; i++) {
    const place = pairs ? i >> 1 : i;
    const under = pairs && i % 2 === 1 ? height + GAPS.pictures : 0;
    const x = (place % across) * (width + GAPS.pictures);
    const y = Math.floor(place / across) * line + under;
    context.putImageData(imageDataOf(values.subarray(i * size, (i + 1) * size), shape), x, y);
  }
}

/** Generated points over the data; for pairs also a line from each original to its reconstruction. */
export function drawGeneratedPoints(
  canvas: HTMLCanvasElement,
  box: CanvasBox,
  { sheet: { of, values }, pool }: { sheet: SampleGrid; pool: PlanePoints | undefined },
): void {
  const context = fitCanvas(canvas, box);
  if (!context) return;
  const { width, height } = box;
  const all = Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const);
  const generated = of === 'pairs' ? all.filter((_, i) => i % 2 === 1) : all;
  // edges of the data, or of the generated points where there are no data
  const { xs, ys } = pool ?? { xs: generated.map(([x]) => x), ys: generated.map(([, y]) => y) };
  const place = planeScales(dataExtent(xs, ys, 0.12), width, height);
  const unit = planeUnit(box);
  const dot = (x: number, y: number, radius: number) => {
    context.moveTo(place.x(x) + radius, place.y(y));
    context.arc(place.x(x), place.y(y), radius, 0, 2 * Math.PI);
  };
  context.beginPath();
  for (let i = 0; pool && i < pool.indices.length; i++) dot(pool.xs[i]!, pool.ys[i]!, 1.4 * unit);
  context.fillStyle = palette.css('--ink-soft', 0.4);
  context.fill();
  if (of === 'pairs') {
    context.beginPath();
    all.forEach(([x, y], i) =>
      i % 2 ? context.lineTo(place.x(x), place.y(y)) : context.moveTo(place.x(x), place.y(y)),
    );
    context.strokeStyle = palette.css('--arm-1', 0.6);
    context.lineWidth = unit;
    context.stroke();
  }
  context.beginPath();
  for (const [x, y] of generated) dot(x, y, 1.9 * unit);
  context.fillStyle = palette.css('--arm-1', 0.8);
  context.fill();
}
