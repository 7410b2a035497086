/** Draws what networks in preparation make: a sheet of pictures, or points over those of the data. */
import { sampleSize } from '../../../protocol/dataset.ts';
import type { Sheet } from '../../../protocol/asset-progress.ts';
import { palette } from '../../charts/palette.svelte.ts';
import { edgesOf, fitted, placing, type Points } from '../../charts/plane/plane-draw.ts';
import { pixelsOf } from '../../charts/samples/image-pixels.ts';

/** Pixels between two pictures, and between a row of pairs and the next. */
const gap = { pictures: 1, pairs: 5 };

/** Whether it is one of points of the plane. */
export const holdsPoints = ({ shape }: Pick<Sheet, 'shape'>): boolean => shape.length === 1;

export const countOf = ({ values, shape }: Pick<Sheet, 'values' | 'shape'>): number =>
  values.length / sampleSize(shape);

/** As many pictures beside each other as make it about square; a pair stands one over the other. */
export function drawPictures(canvas: HTMLCanvasElement, { of, shape, values }: Sheet): void {
  const [height = 1, width = 1] = shape;
  const size = sampleSize(shape);
  const count = values.length / size;
  const pairs = of === 'pairs';
  const across = Math.ceil(Math.sqrt(count));
  const lines = Math.ceil(count / across / (pairs ? 2 : 1));
  const line = pairs ? 2 * height + gap.pictures + gap.pairs : height + gap.pictures;
  canvas.width = across * (width + gap.pictures) - gap.pictures;
  canvas.height = lines * line - (pairs ? gap.pairs : gap.pictures);
  const context = canvas.getContext('2d');
  for (let i = 0; context && i < count; i++) {
    const place = pairs ? i >> 1 : i;
    const under = pairs && i % 2 === 1 ? height + gap.pictures : 0;
    const x = (place % across) * (width + gap.pictures);
    const y = Math.floor(place / across) * line + under;
    context.putImageData(pixelsOf(values.subarray(i * size, (i + 1) * size), shape), x, y);
  }
}

/** Generated points, and under them the data, faintly; of pairs also the way from each real point to what came back. */
export function drawGenerated(
  canvas: HTMLCanvasElement,
  [width, height]: readonly [number, number],
  density: number,
  { of, values }: Sheet,
  pool: Points | undefined,
): void {
  const context = fitted(canvas, width, height, density);
  if (!context) return;
  const all = Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!] as const);
  const made = of === 'pairs' ? all.filter((_, i) => i % 2 === 1) : all;
  // the data's edges; those of the generated points where there are no data
  const { xs, ys } = pool ?? { xs: made.map(([x]) => x), ys: made.map(([, y]) => y) };
  const place = placing(edgesOf(xs, ys, 0.12), width, height);
  const unit = Math.max(1, Math.min(width, height) / 220);
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
  for (const [x, y] of made) dot(x, y, 1.9 * unit);
  context.fillStyle = palette.css('--arm-1', 0.8);
  context.fill();
}
