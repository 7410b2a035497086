/** The figures of a mounted story, exported one by one. */
import { defaultPicture } from '../../src/app/charts/export/picture.ts';
import { figureSvg } from '../../src/app/charts/export/figure-svg.ts';

/** Frames in which canvases are drawn and samples arrive. */
const SETTLING_FRAMES = 30;

export interface ExportedFigure {
  /** The figure's id, with a number from the second arm on: `plane-4`. */
  name: string;
  svg: string;
}

/** Waits until the story is complete. @param last the last figure */
export async function storySettled(root: ParentNode, last: string): Promise<void> {
  await document.fonts.load('16px "Inter Variable"');
  while (!root.querySelector(`[data-figure="${last}"] [role=figure]`)) await nextFrame();
  for (let frame = 0; frame < SETTLING_FRAMES; frame++) await nextFrame();
}

export async function exportFigures(root: ParentNode): Promise<ExportedFigure[]> {
  const counts = new Map<string, number>();
  const exported: ExportedFigure[] = [];
  for (const cell of root.querySelectorAll<HTMLElement>('[data-figure]')) {
    const figure = cell.querySelector<HTMLElement>('[role=figure]');
    if (!figure) continue;
    const id = cell.dataset['figure']!;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    // a figure below the screen is laid out and drawn only when it comes into view
    figure.scrollIntoView();
    for (let frame = 0; frame < 10; frame++) await nextFrame();
    const title = figure.querySelector('h3')?.textContent.replace('·', ' ·') ?? id;
    exported.push({
      name: count === 1 ? id : `${id}-${count}`,
      svg: figureSvg(figure, { title, caption: '', options: { ...defaultPicture, background: 'page' } }),
    });
  }
  return exported;
}

const nextFrame = () => new Promise((done) => setTimeout(done, 16));
