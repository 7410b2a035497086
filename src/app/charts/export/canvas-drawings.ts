/** Drawings of canvases that can be repeated at another density, so that an export is sharper than the screen. */

/** Draws onto a canvas of any size. @param density pixels per CSS pixel */
export type CanvasDrawing = (canvas: HTMLCanvasElement, density: number) => void;

const drawings = new WeakMap<HTMLCanvasElement, CanvasDrawing>();

/** Pixels per CSS pixel in an export. */
const EXPORT_DENSITY = 2;

/** Draws, and remembers how for exports. */
export function drawCanvas(canvas: HTMLCanvasElement, density: number, drawing: CanvasDrawing): void {
  drawings.set(canvas, drawing);
  drawing(canvas, density);
}

/** The canvas as a PNG data URL: drawn again where its drawing is known, else as it is. */
export function canvasDataUrl(canvas: HTMLCanvasElement): string {
  const drawing = drawings.get(canvas);
  if (!drawing) return canvas.toDataURL('image/png');
  const copy = document.createElement('canvas');
  drawing(copy, EXPORT_DENSITY);
  return copy.toDataURL('image/png');
}
