/** Colours by lightness, chroma and hue (Ottosson's OKLCH), in which random colours have equal contrast. */

export type RgbBytes = [red: number, green: number, blue: number];

/**
 * sRGB bytes (not rounded, clipped to 0 … 255) of a colour.
 * @param lightness 0 … 1
 * @param chroma 0 … about 0.3
 * @param hue in turns
 */
export function oklch(lightness: number, chroma: number, hue: number): RgbBytes {
  const a = chroma * Math.cos(2 * Math.PI * hue);
  const b = chroma * Math.sin(2 * Math.PI * hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Linear light to a byte in sRGB. */
function byte(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return 255;
  return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
}
