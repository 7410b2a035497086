/** Joins SVG documents into one: rows of equal width, each drawing to scale. */

export interface Drawing {
  svg: string;
  /** Beside the previous one; else it begins a row. */
  sameRow?: boolean;
}

const GAP = 10;
/** Pixels across; each row fills them. */
const WIDTH = 820;

/** @throws Error for a document without width and height in its first tag */
export function svgGrid(drawings: readonly Drawing[]): string {
  const rows: { svg: string; width: number; height: number }[][] = [];
  for (const { svg, sameRow: beside } of drawings) {
    if (!beside || rows.length === 0) rows.push([]);
    rows.at(-1)!.push({ svg, ...sizeOf(svg) });
  }
  const parts: string[] = [];
  let y = GAP;
  for (const row of rows) {
    const across = row.reduce((sum, one) => sum + one.width, 0);
    const scale = (WIDTH - GAP * (row.length + 1)) / across;
    let x = GAP;
    for (const { svg, width, height } of row) {
      parts.push(
        svg
          .trim()
          .replace(
            /^<svg [^>]*>/,
            `<svg x="${round(x)}" y="${round(y)}" width="${round(scale * width)}" height="${round(scale * height)}" ` +
              `viewBox="0 0 ${width} ${height}">`,
          ),
      );
      x += scale * width + GAP;
    }
    y += scale * Math.max(...row.map((one) => one.height)) + GAP;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${round(y)}" viewBox="0 0 ${WIDTH} ${round(y)}" ` +
    `font-family="Inter, system-ui, sans-serif"><rect width="100%" height="100%" fill="#f6f4ef"/>${parts.join('')}</svg>\n`
  );
}

const round = (value: number): number => Math.round(10 * value) / 10;

function sizeOf(svg: string): { width: number; height: number } {
  const size = /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  if (!size) throw new Error('An exported figure must say its size.');
  return { width: Number(size[1]), height: Number(size[2]) };
}
