/**
 * The plane's numbers: what is asked and labelled, what the surface shown is worth there, and what else is drawn:
 * components of mixtures, and where imagined points came to.
 */
import type { MappedComponent, MappedMixtures } from '../../../protocol/events.ts';
import type { Cell } from '../../../metrics/csv.ts';
import { ellipseOf } from '../../charts/plane/ellipses.ts';
import type { FigureTable } from '../../charts/figure-table.ts';
import { MADE } from '../../charts/plane/synthesized-points.ts';
import { placing, type Extent, type Points } from '../../charts/plane/plane-draw.ts';
import { readAt, type Shade } from '../../charts/plane/heatmap.ts';
import { className } from '../../charts/format.ts';
import type { Way } from '../../charts/plane/target-paths.ts';

/**
 * @param groups of samples, each with what it is called
 * @param shade the surface, where it has values of its own
 * @param mixtures where they are drawn
 * @param ways of imagined points: their ends
 */
export function planeTable(
  groups: readonly [string, Points][],
  classes: readonly string[],
  extent: Extent | undefined,
  shade: Shade | undefined,
  mixtures: MappedMixtures | undefined,
  ways: readonly Way[] = [],
): FigureTable {
  const place = extent && placing(extent, 1, 1);
  const read = shade?.value;
  const worth = (x: number, y: number): Cell[] =>
    shade && read && place ? [read.of(readAt(shade, place.x(x), place.y(y)))] : [];
  const none: Cell[] = mixtures ? ['', '', '', ''] : [];
  const samples = groups.flatMap(([kind, points]) =>
    Array.from(points.indices, (index, i): Cell[] => {
      const [x, y] = [points.xs[i]!, points.ys[i]!];
      return [
        kind,
        index === MADE ? 'made' : index,
        x,
        y,
        className(classes, points.labels[i]),
        ...worth(x, y),
        ...none,
      ];
    }),
  );
  const row = (kind: string) => (one: MappedComponent) => {
    const { x, y, long, short, angle } = ellipseOf(one, 1);
    return [kind, '', x, y, className(classes, one.label), ...worth(x, y), one.weight, long, short, angle];
  };
  return {
    columns: [
      ...['state', 'sample', 'x', 'y', 'label', ...(read ? [read.name] : [])],
      ...(mixtures ? ['weight', 'deviation along', 'deviation across', 'angle (°)'] : []),
    ],
    rows: [
      ...samples,
      ...ways.map(({ xs, ys, matches }): Cell[] => {
        const [x, y] = [xs.at(-1)!, ys.at(-1)!];
        return [
          `imagined, for ${matches.map((index) => `#${index}`).join(', ')}`,
          '',
          x,
          y,
          '',
          ...worth(x, y),
          ...none,
        ];
      }),
      ...(mixtures?.labelled.map(row('component, labelled')) ?? []),
      ...(mixtures?.unlabelled.map(row('component, unlabelled')) ?? []),
    ],
  };
}
