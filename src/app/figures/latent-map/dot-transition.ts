/** Draws the dots of a latent map, and moves those that were drawn before to their new positions. */
import { easeCubicInOut } from 'd3';
import { drawCanvas, type CanvasBox } from '../../charts/export/canvas-drawings.ts';
import { drawDots, type Dot } from './latent-draw.ts';

const TRANSITION_MS = 450;

export class DotTransition {
  /** Positions on the screen at present by the sample's index, from which the next move starts. */
  private displayed: Record<number, readonly [number, number]> = {};
  private size = '';

  /** Draws at once in another size, without a change of place, or where the visitor prefers reduced motion. @returns ends the move */
  start(canvas: HTMLCanvasElement, box: CanvasBox, drawn: { dots: readonly Dot[]; arm: string }): () => void {
    const from = this.displayed;
    const moved = drawn.dots.some(({ index, x, y }) => from[index] && (from[index][0] !== x || from[index][1] !== y));
    const size = `${box.width} ${box.height}`;
    const still = size !== this.size || matchMedia('(prefers-reduced-motion: reduce)').matches || !moved;
    this.size = size;
    let frame = 0;
    const draw = (share: number) => {
      const dots = drawn.dots.map((dot) => {
        const [x, y] = from[dot.index] ?? [dot.x, dot.y];
        return { ...dot, x: x + share * (dot.x - x), y: y + share * (dot.y - y) };
      });
      this.displayed = Object.fromEntries(dots.map(({ index, x, y }) => [index, [x, y] as const]));
      drawCanvas(canvas, box.density, {
        paint: (onto, density) => drawDots(onto, { ...box, density }, { ...drawn, dots }),
      });
    };
    const began = performance.now();
    const next = (now: number) => {
      const share = Math.min(1, Math.max(0, now - began) / TRANSITION_MS);
      draw(easeCubicInOut(share));
      if (share < 1) frame = requestAnimationFrame(next);
    };
    if (still) draw(1);
    else frame = requestAnimationFrame(next);
    return () => cancelAnimationFrame(frame);
  }
}
