/** What leaves the page: boxes, texts, canvases and drawings where the page has them, and nothing that only serves the visitor. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { palette } from '../../../src/app/charts/palette.svelte.ts';
import { drawCanvas } from '../../../src/app/charts/export/canvas-drawings.ts';
import { figurePng } from '../../../src/app/charts/export/figure-png.ts';
import { captionLines, defaultPicture, type PictureOptions } from '../../../src/app/charts/export/picture.ts';
import { figureSvg } from '../../../src/app/charts/export/figure-svg.ts';

/** Colours as on the page, without a caption. */
const asPage: PictureOptions = { ...defaultPicture, background: 'page', caption: false };

afterEach(() => document.body.replaceChildren());

function onPage(inner: string, style = 'width: 400px; height: 200px'): HTMLElement {
  const figure = document.createElement('div');
  figure.style.cssText = `position: absolute; left: 100px; top: 50px; margin: 0; font: 16px/20px monospace; background: #fff; ${style}`;
  figure.innerHTML = inner;
  document.body.append(figure);
  return figure;
}
function exported(figure: HTMLElement, title = 'A figure'): SVGSVGElement {
  return parsed(figureSvg(figure, { title, caption: '', options: asPage }));
}
function parsed(svg: string): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  return parsed.documentElement as unknown as SVGSVGElement;
}
const attributes = (element: Element | null, ...names: string[]) => names.map((name) => element?.getAttribute(name));
const texts = (svg: Element) => Array.from(svg.querySelectorAll('text'), (text) => text.textContent);

test('a document of the figure’s size, with its title and its ground', () => {
  const svg = exported(onPage(''), 'Arms <1> & "2"');
  expect(attributes(svg, 'width', 'height', 'viewBox')).toEqual(['400', '200', '0 0 400 200']);
  expect(svg.querySelector('title')?.textContent).toBe('Arms <1> & "2"');
  expect(attributes(svg.querySelector('rect'), 'width', 'fill')).toEqual(['100%', 'rgb(255, 255, 255)']);
});

test('boxes stand where they do on the page, with ground, border and corners', () => {
  const svg = exported(
    onPage('<div style="position:absolute; left:30px; top:20px; width:100px; height:40px; box-sizing:border-box; background:rgb(1 2 3 / 50%); border:2px solid rgb(9,8,7); border-radius:6px"></div>'), // prettier-ignore
  );
  const box = svg.querySelectorAll('rect')[1]!;
  // the line's middle is half its width inside the box
  expect(attributes(box, 'x', 'y', 'width', 'height', 'rx')).toEqual(['31', '21', '98', '38', '5']);
  expect(attributes(box, 'fill', 'fill-opacity', 'stroke', 'stroke-width')).toEqual(['rgb(1, 2, 3)', '0.5', 'rgb(9, 8, 7)', '2']); // prettier-ignore
});

test('a border on one side is a line', () => {
  const svg = exported(onPage('<div style="width:80px; height:20px; border-bottom:4px dashed rgb(1,2,3)"></div>'));
  expect(attributes(svg.querySelector('line'), 'x1', 'y1', 'x2', 'y2', 'stroke-dasharray')).toEqual(['0', '22', '80', '22', '12 12']); // prettier-ignore
});

test('mixed colours come as colours that every viewer reads', () => {
  const svg = exported(onPage('<div style="height:9px; background:color-mix(in srgb, rgb(200 100 0) 50%, transparent)"></div>')); // prettier-ignore
  expect(attributes(svg.querySelectorAll('rect')[1]!, 'fill', 'fill-opacity')).toEqual(['rgb(200, 100, 0)', '0.5']);
});

test('each line of a text is a text at its place; names with markup stay text', () => {
  const svg = exported(onPage('<p style="margin:0; width:5em">alpha &lt;b&gt;\n beta &amp; gamma</p>'));
  expect(texts(svg).join(' ')).toBe('alpha <b> beta & gamma');
  const [first, second] = svg.querySelectorAll('text');
  expect(first?.getAttribute('x')).toBe('0');
  expect(Number(second?.getAttribute('y')) - Number(first?.getAttribute('y'))).toBeCloseTo(20, 5);
  expect(Number(first?.getAttribute('y'))).toBeGreaterThan(10);
  expect(Number(first?.getAttribute('y'))).toBeLessThan(18);
});

test('a text that is cut off on the page ends with an ellipsis, within its box', () => {
  const svg = exported(
    onPage('<p style="margin:0; width:100px; overflow:hidden; white-space:nowrap; text-overflow:ellipsis">a name that is far too long</p>'), // prettier-ignore
  );
  expect(texts(svg)).toHaveLength(1);
  expect(texts(svg)[0]).toMatch(/^a name.*…$/);
  expect(texts(svg)[0]!.length).toBeLessThan(12);
  expect(svg.getAttribute('width')).toBe('400');
});

test('capitals, and the option of a select', () => {
  const svg = exported(onPage('<b style="text-transform:uppercase">time</b> <select><option>first</option><option selected>second</option></select>')); // prettier-ignore
  expect(texts(svg)).toEqual(['TIME', 'second']);
  expect(svg.querySelector('text')?.getAttribute('font-weight')).toBe('700');
});

test('what is hidden, for screen readers only, or an aid for the visitor is left out', () => {
  const svg = exported(
    onPage('<i style="display:none">a</i><i style="visibility:hidden">b</i><i style="position:absolute; clip-path:inset(50%)">c</i><button data-aid>d</button><i>e</i>'), // prettier-ignore
  );
  expect(texts(svg)).toEqual(['e']);
});

test('what scrolls is exported whole, and scrolls as before afterwards', () => {
  const figure = onPage('<div style="max-height:40px; overflow-y:auto"><div style="height:500px"></div><span>last</span></div>'); // prettier-ignore
  const scrolling = figure.firstElementChild as HTMLElement;
  scrolling.scrollTop = 30;
  const svg = exported(figure);
  expect(texts(svg)).toEqual(['last']);
  expect(Number(svg.getAttribute('height'))).toBeGreaterThanOrEqual(520);
  expect([scrolling.clientHeight, scrolling.style.overflowY, scrolling.style.maxHeight]).toEqual([40, 'auto', '40px']);
});

test('layers and faded parts keep their order and their strength', () => {
  const svg = exported(
    onPage('<p style="position:relative; z-index:2; margin:0">over</p><p style="margin:0; opacity:.3">under</p>'),
  );
  expect(texts(svg)).toEqual(['under', 'over']);
  expect(svg.querySelector('g[opacity="0.3"] text')?.textContent).toBe('under');
});

test('a drawing has its styles written out, its own ids, and no aids', () => {
  const figure = onPage(
    '<style>.line { stroke: rgb(1,2,3); stroke-width: 3px; fill: none }</style>' +
      '<svg viewBox="0 0 50 25" width="100" height="50" style="display:block"><clipPath id="page-7"><rect width="9" height="9"/></clipPath>' +
      '<path class="line" clip-path="url(#page-7)" d="M0 0L1.23456 2"/><path data-aid class="line" d="M0 0"/><text>a &lt; b</text></svg>',
  );
  const svg = exported(figure);
  const inner = svg.querySelector('svg')!;
  expect(attributes(inner, 'x', 'y', 'width', 'height', 'viewBox')).toEqual(['0', '0', '100', '50', '0 0 50 25']);
  const [path, ...others] = inner.querySelectorAll('path');
  expect(others).toHaveLength(0);
  expect(attributes(path!, 'stroke', 'stroke-width', 'fill', 'd', 'class')).toEqual(['rgb(1, 2, 3)', '3px', 'none', 'M0 0L1.23 2', null]); // prettier-ignore
  const id = inner.querySelector('clipPath')!.id;
  expect(id).not.toBe('page-7');
  expect(path!.getAttribute('clip-path')).toBe(`url(#${id})`);
  expect(texts(inner)).toEqual(['a < b']);
  expect(figureSvg(figure, { title: 'again', caption: '', options: asPage })).toBe(
    figureSvg(figure, { title: 'again', caption: '', options: asPage }),
  );
});

test('a canvas is an image at its place, drawn finer than the screen where its drawing is known', async () => {
  const figure = onPage('<canvas style="position:absolute; left:10px; top:20px; width:40px; height:30px"></canvas>');
  const canvas = figure.querySelector('canvas')!;
  drawCanvas(canvas, 1, {
    paint: (onto, density) => {
      [onto.width, onto.height] = [40 * density, 30 * density];
      onto.getContext('2d')!.fillRect(0, 0, onto.width, onto.height);
    },
  });
  const image = exported(figure).querySelector('image')!;
  expect(attributes(image, 'x', 'y', 'width', 'height', 'preserveAspectRatio')).toEqual(['10', '20', '40', '30', 'none']); // prettier-ignore
  const picture = new Image();
  picture.src = image.getAttribute('href')!;
  await picture.decode();
  expect([picture.width, picture.height]).toEqual([80, 60]);
  expect(canvas.width).toBe(40);
});

test('a canvas whose drawing has SVG elements is exported as these', () => {
  const figure = onPage('<canvas style="position:absolute; left:10px; top:20px; width:40px; height:30px"></canvas>');
  drawCanvas(figure.querySelector('canvas')!, 1, {
    paint: () => undefined,
    marks: () => '<circle cx="3" cy="4" r="2"/>',
  });
  const svg = exported(figure);
  expect(svg.querySelector('image')).toBeNull();
  const circle = svg.querySelector('svg > svg > circle');
  expect(attributes(circle!.parentElement, 'x', 'y', 'width', 'height')).toEqual(['10', '20', '40', '30']);
});

test('a png is twice as large, and shows the same', async () => {
  const figure = onPage('<div style="width:200px; height:200px; background:rgb(10,200,30)"></div>');
  const bitmap = await createImageBitmap(
    await figurePng(figureSvg(figure, { title: 'Half green', caption: '', options: asPage })),
  );
  expect([bitmap.width, bitmap.height]).toEqual([800, 400]);
  const context = new OffscreenCanvas(800, 400).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  expect([...context.getImageData(200, 200, 1, 1).data]).toEqual([10, 200, 30, 255]);
  expect([...context.getImageData(600, 200, 1, 1).data]).toEqual([255, 255, 255, 255]);
});

test('a dialog that the figure has opened is no part of its picture', () => {
  const figure = onPage('<p>drawn</p><dialog>asks</dialog>');
  figure.querySelector('dialog')!.showModal();
  expect(texts(exported(figure))).toEqual(['drawn']);
});

describe('a picture for a paper', () => {
  const ground = (svg: SVGSVGElement) => svg.querySelector(':scope > rect')?.getAttribute('fill');
  const dark = () => document.documentElement.setAttribute('data-theme', 'dark');
  const sheet = document.createElement('style');
  sheet.textContent = `
    :root[data-theme=light] { --panel: rgb(250, 240, 230); --mark: rgb(1, 2, 3) }
    :root[data-theme=dark] { --panel: rgb(20, 20, 20); --mark: rgb(200, 201, 202) }
    :root[data-picture=white] { --panel: rgb(255, 255, 255) }
    :root[data-picture] * { transition: none !important }
    .figure { background: var(--panel) } .mark { background: var(--mark); transition: background 1s; height: 9px }`;
  beforeEach(() => {
    document.head.append(sheet);
    dark();
  });
  afterEach(() => {
    sheet.remove();
    document.documentElement.removeAttribute('data-theme');
  });
  const drawn = () => {
    const figure = onPage('<div class="mark"></div><canvas width="4" height="4"></canvas>');
    figure.style.background = '';
    figure.classList.add('figure');
    drawCanvas(figure.querySelector('canvas')!, 1, {
      paint: () => undefined,
      marks: () => `<circle fill="${palette.css('--mark')}"/>`,
    });
    return figure;
  };
  const picture = (figure: HTMLElement, options: Partial<PictureOptions>, caption = '') =>
    parsed(figureSvg(figure, { title: 'T', caption, options: { ...defaultPicture, ...options } }));

  test('has the light colours on white from a dark page, in drawings on canvases too, and leaves the page as it was', () => {
    const figure = drawn();
    expect(palette.css('--mark')).toBe('rgb(200, 201, 202)');
    const svg = picture(figure, {});
    expect(ground(svg)).toBe('rgb(255, 255, 255)');
    expect(svg.querySelectorAll('rect')[1]?.getAttribute('fill')).toBe('rgb(1, 2, 3)');
    expect(svg.querySelector('circle')?.getAttribute('fill')).toBe('rgb(1, 2, 3)');
    expect(document.documentElement.dataset).toMatchObject({ theme: 'dark' });
    expect(document.documentElement.dataset['picture']).toBeUndefined();
    expect(palette.css('--mark')).toBe('rgb(200, 201, 202)');
  });

  test('or the dark ones, the page’s ground, or none', () => {
    const figure = drawn();
    expect(ground(picture(figure, { colors: 'dark', background: 'page' }))).toBe('rgb(20, 20, 20)');
    expect(ground(picture(figure, { background: 'page' }))).toBe('rgb(250, 240, 230)');
    expect(ground(picture(figure, { background: 'none' }))).not.toBe('100%');
    expect(picture(figure, { background: 'none' }).querySelector('rect[width="100%"]')).toBeNull();
  });

  test('has a caption under it that fits its width', () => {
    const caption =
      'The trap · Four intervals · seeds 1–3 · Querent 0.2.0, wasm (single core) with a long name of an adapter';
    const svg = picture(drawn(), {}, caption);
    const lines = texts(svg);
    expect(lines.join(' ')).toBe(caption);
    expect(lines.length).toBe(2);
    const [height, below] = [Number(svg.getAttribute('height')), Number(svg.querySelector('text')?.getAttribute('y'))];
    expect(below).toBeGreaterThan(200);
    expect(height).toBeGreaterThan(200 + 2 * 12);
    expect(captionLines('short', 400)).toEqual(['short']);
  });
});
