/**
 * The numbers of a plane: queried and labelled samples with the value of the shown surface, query targets, and components of
 * the mixtures.
 */
import type { MappedComponent, MappedMixtures } from '../../protocol/events.ts';
import type { Cell } from '../csv.ts';
import { covarianceEllipse } from '../../projection/plane/ellipses.ts';
import type { FigureTable } from '../csv.ts';
import { SYNTHESIZED_INDEX } from './synthesized-points.ts';
import { planeScales, type Extent, type PlanePoints } from '../../projection/plane/plane-scales.ts';
import { sampleAt, type Heatmap } from '../../projection/plane/heatmap.ts';
import { className } from '../format.ts';
import type { TargetPath } from '../../projection/plane/target-paths.ts';

export interface PlaneContents {
  /** Samples with the names of their groups. */
  groups: readonly [string, PlanePoints][];
  classes: readonly string[];
  extent?: Extent | undefined;
  /** The surface; undefined for regions. */
  heatmap?: Heatmap | undefined;
  /** Where they are drawn. */
  mixtures?: MappedMixtures | undefined;
  /** Of query targets; the table has their ends. */
  paths?: readonly TargetPath[];
}

export function planeTable({ groups, classes, extent, heatmap, mixtures, paths = [] }: PlaneContents): FigureTable {
  const place = extent && planeScales(extent, 1, 1);
  const read = heatmap?.readout;
  const surfaceValue = (x: number, y: number): Cell[] =>
    heatmap && read && place ? [read.of(sampleAt(heatmap, place.x(x), place.y(y)))] : [];
  const none: Cell[] = mixtures ? ['', '', '', ''] : [];
  const samples = groups.flatMap(([kind, points]) =>
    Array.from(points.indices, (index, i): Cell[] => {
      const [x, y] = [points.xs[i]!, points.ys[i]!];
      return [
        kind,
        index === SYNTHESIZED_INDEX ? 'generated' : index,
        x,
        y,
        className(classes, points.labels[i]),
        ...surfaceValue(x, y),
        ...none,
      ];
    }),
  );
  const row = (kind: string) => (one: MappedComponent) => {
    const { x, y, semiMajor: long, semiMinor: short, angle } = covarianceEllipse(one, 1);
    return [kind, '', x, y, className(classes, one.label), ...surfaceValue(x, y), one.weight, long, short, angle];
  };
  return {
    columns: [
      ...['state', 'sample', 'x', 'y', 'label', ...(read ? [read.name] : [])],
      ...(mixtures ? ['weight', 'deviation along', 'deviation across', 'angle (°)'] : []),
    ],
    rows: [
      ...samples,
      ...paths.map(({ xs, ys, matches }): Cell[] => {
        const [x, y] = [xs.at(-1)!, ys.at(-1)!];
        return [
          `query target, for ${matches.map((index) => `#${index}`).join(', ')}`,
          '',
          x,
          y,
          '',
          ...surfaceValue(x, y),
          ...none,
        ];
      }),
      ...(mixtures?.labelled.map(row('component, labelled')) ?? []),
      ...(mixtures?.unlabelled.map(row('component, unlabelled')) ?? []),
    ],
  };
}
