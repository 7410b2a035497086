/** An exported figure as a PNG. */

/** @param svg as `figureSvg` writes it. @param scale pixels per pixel of the page */
export async function figurePng(svg: string, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([withFont(svg, await fontRule())], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [scale * image.width, scale * image.height];
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob(
        (blob) => (blob ? done(blob) : failed(new Error('The picture could not be encoded.'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

const withFont = (svg: string, rule: string): string => svg.replace('<title>', `<style>${rule}</style><title>`);

/** The page's font as a rule with the font in it: an image has no access to the page's style sheets. */
async function fontRule(): Promise<string> {
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      const file = rule instanceof CSSFontFaceRule && /url\("?(.*?)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
      if (!file) continue;
      const font = await (await fetch(new URL(file, sheet.href ?? document.baseURI))).blob();
      return `@font-face{font-family:Inter;font-weight:100 900;src:url(${await dataUrl(font)})}`;
    }
  return '';
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => failed(reader.error ?? new Error('The font could not be read.'));
    reader.readAsDataURL(blob);
  });
