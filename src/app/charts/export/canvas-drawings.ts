/** Canvases sized to their boxes, and drawings that can be repeated at another density: exports are sharper than the screen. */

/** A canvas's box in CSS pixels, and its pixels per CSS pixel. */
export interface CanvasBox {
  width: number;
  height: number;
  density: number;
}

/** Resizes the canvas to its box at this density and clears it; drawing is in CSS pixels. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  { width, height, density }: CanvasBox,
): CanvasRenderingContext2D | null {
  const across = Math.max(1, Math.round(width * density));
  const down = Math.max(1, Math.round(height * density));
  const context = canvas.getContext('2d');
  // setting the size reallocates, even where it stays the same
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  context?.setTransform(across / width, 0, 0, down / height, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** A drawing that does not depend on the canvas it is drawn on. */
export interface CanvasDrawing {
  /** @param density pixels per CSS pixel */
  paint(canvas: HTMLCanvasElement, density: number): void;
  /** The same as SVG elements in CSS pixels, where an image would be far larger. */
  marks?(): string;
}

const drawings = new WeakMap<HTMLCanvasElement, CanvasDrawing>();

/** Pixels per CSS pixel in an export. */
const EXPORT_DENSITY = 2;

/** Draws, and remembers how for exports. */
export function drawCanvas(canvas: HTMLCanvasElement, density: number, drawing: CanvasDrawing): void {
  drawings.set(canvas, drawing);
  drawing.paint(canvas, density);
}

/** The canvas as SVG elements, where its drawing has them. */
export const canvasMarksOf = (canvas: HTMLCanvasElement): string | undefined => drawings.get(canvas)?.marks?.();

/** The canvas as a PNG data URL: drawn again where its drawing is known, else as it is. */
export function canvasDataUrl(canvas: HTMLCanvasElement): string {
  const drawing = drawings.get(canvas);
  if (!drawing) return canvas.toDataURL('image/png');
  const copy = document.createElement('canvas');
  drawing.paint(copy, EXPORT_DENSITY);
  return copy.toDataURL('image/png');
}
