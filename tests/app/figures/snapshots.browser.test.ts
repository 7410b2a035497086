/**
 * Every figure of one story as it leaves the page, beside how it left the page before (snapshots/; `vitest -u` takes the new
 * ones). Texts, shapes and colours are held to; lengths may differ by two pixels, as between two machines' fonts.
 */
import { mount, unmount } from 'svelte';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/styles/tokens.css';
import '../../../src/app/styles/base.css';
import '../../../src/app/styles/widgets.css';
import { figures, assetFigures } from '../../../src/app/figures/index.ts';
import { focus } from '../../../src/app/state/focus.svelte.ts';
import { exportFigures, storySettled, type ExportedFigure } from '../../support/story-figures.ts';
import { buildStory, storyAsset } from '../../support/story-log.ts';
import StoryHost from '../../support/StoryHost.svelte';

const TOLERANCE = 2;
/** Figures that show samples: the others look the same in both stories. */
/** What the story of images has and that of the plane has not: pictures, and runs beside it. */
const ofImages = /^(arm-queries|queries|query-targets|synthesized-queries|ranks)/;
/** Arms with something of their own to draw, besides the first: query targets, generated samples. */
const arms = ['', '-4', '-6'];
const stored = import.meta.glob<string>('./snapshots/*/*.svg', { query: '?raw', import: 'default', eager: true });

let host: ReturnType<typeof mount> | undefined;
// wherever the mouse of an earlier test rests, no arm is highlighted and the others faded
beforeAll(() => {
  const style = document.createElement('style');
  // also of elements with pointer events of their own
  style.textContent = '* { pointer-events: none !important }';
  document.head.append(style);
});
afterEach(() => host && unmount(host));

async function figuresOf(kind: 'plane' | 'image'): Promise<ExportedFigure[]> {
  focus.reset();
  await page.viewport(1440, 900);
  host = mount(StoryHost, { target: document.body, props: { story: buildStory(kind), asset: storyAsset } });
  await storySettled(document, 'training-trace');
  await storySettled(document, 'comparison');
  return exportFigures(document);
}

/** A tag a line, whole pixels, pictures by their place only: encoders differ. */
const normalised = (svg: string): string =>
  svg
    .replace(/href="data:[^"]*"/g, 'href="…"')
    .replace(/ textLength="[^"]*" lengthAdjust="[^"]*"/g, '')
    .replace(/<[^>]*>/g, (tag) => tag.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number)) || 0)))
    .replaceAll('><', '>\n<');

const number = /-?\d+/g;
/** The same text but for lengths within the tags that differ by little. */
function isSameDrawing(a: string, b: string): boolean {
  const shape = (text: string) => text.replace(/<[^>]*>/g, (tag) => tag.replace(number, '#'));
  const lengths = (text: string) =>
    (text.match(/<[^>]*>/g) ?? []).flatMap((tag) => tag.match(number) ?? []).map(Number);
  const [here, there] = [lengths(a), lengths(b)];
  return shape(a) === shape(b) && here.every((length, i) => Math.abs(length - there[i]!) <= TOLERANCE);
}

test.each(['plane', 'image'] as const)(
  'the figures of the story on data of kind %s',
  { timeout: 300_000 },
  async (kind) => {
    const exported = await figuresOf(kind);
    const perArm = /^(plane|arm-queries)(-\d+)?$/;
    const own = exported.filter(
      ({ name }) => arms.includes(perArm.exec(name)?.[2] ?? '') && (kind === 'plane' || ofImages.test(name)),
    );
    for (const { name, svg } of own) {
      const file = `./snapshots/${kind}/${name}.svg`;
      const text = normalised(svg);
      const before = stored[file];
      await expect(before !== undefined && isSameDrawing(before, text) ? before : text, name).toMatchFileSnapshot(file);
    }
  },
);

test('between them the two stories show every figure but the map, which needs a worker', async () => {
  const names = new Set<string>();
  for (const kind of ['plane', 'image'] as const) {
    for (const { name } of await figuresOf(kind)) names.add(name.replace(/-\d+$/, ''));
    await unmount(host!);
    host = undefined;
  }
  const all = [...figures, ...assetFigures].map(({ id }) => id);
  expect(all.filter((id) => !names.has(id))).toEqual(['latent-map']);
});

test('a drawing with another text, shape or place is another one', () => {
  const drawing = '<text x="10" y="20">82.0</text>';
  expect(isSameDrawing(drawing, '<text x="11" y="19">82.0</text>')).toBe(true);
  expect(isSameDrawing(drawing, '<text x="14" y="20">82.0</text>')).toBe(false);
  expect(isSameDrawing(drawing, '<text x="10" y="20">82.1</text>')).toBe(false);
  expect(isSameDrawing(drawing, '<rect x="10" y="20">82.0</rect>')).toBe(false);
});
