/**
 * The contract of a figure. A figure is a folder with `figure.ts`, its declaration, and `View.svelte`, its drawing, and a
 * line in the list (index.ts). Place on the page, updates, menu, table, CSV, exports and gallery follow from these.
 */
import type { Component } from 'svelte';
import type { StrategyInfo } from '../../protocol/catalogue.ts';
import type { StepTable } from '../../metrics/step-table.ts';
import type { Surface } from '../../protocol/decision-map.ts';
import type { MeasureInfo } from '../../protocol/measure-info.ts';
import type { DatasetKind } from '../../protocol/dataset.ts';
import type { Spec } from '../../protocol/spec.ts';
import type { FrameProps } from '../charts/figure-frame.ts';
import type { FigureTable } from '../../metrics/csv.ts';
import type { PublishedCurves } from '../../metrics/curves/published-curves.ts';
import type { Provenance } from '../../metrics/provenance.ts';
import type { PlanePoints } from '../../projection/plane/plane-scales.ts';
import type { OverlaidRun } from '../state/run/overlaid-runs.svelte.ts';
import type { FetchRelatedTables } from '../state/related-runs.ts';
import type { SampleCache } from '../state/sample-cache.svelte.ts';
import type { ReplaySource } from './confusion/samples-behind.svelte.ts';
import type { EmbeddingSource } from './latent-map/latent-maps.svelte.ts';

/** All that a figure of *Results* can read. Reactive: read it where it is used, in a `$derived` or in the markup. */
export interface FigureContext {
  /** The log so far, by seed, arm and cycle; as new as the figure's pace allows. */
  readonly table: StepTable;
  /** The run's spec; another object for another run. */
  readonly spec: Spec;
  /** What the run is, for the names and the contents of exported files. */
  readonly provenance: Provenance | undefined;
  /** The seed whose planes and queries are shown. */
  readonly seed: number;
  /** The last cycle shown; Infinity while the page follows the run. */
  readonly upTo: number;
  /** The shown cycle as a number of labels, for axes; undefined while the page follows the run. */
  readonly cursor: number | undefined;
  /** The arm, of a figure that is drawn once per arm. */
  readonly arm: number;
  /** The measure that the visitor chose; curves, comparisons and headings show it. */
  readonly measure: MeasureInfo;
  /** Kind of the samples; undefined until the data set is known. */
  readonly kind: DatasetKind | undefined;
  /** Shape of one sample: `[features]` or `[height, width, channels]`. */
  readonly shape: readonly number[];
  /** Samples by index; `request` fetches those that are missing. */
  readonly cache: SampleCache;
  /** Points of the pool to draw under the planes; undefined for other kinds of data. */
  readonly pool: PlanePoints | undefined;
  /** The surface shown on the planes. */
  readonly surface: Surface;
  /** Source of the learners' embeddings of the pool; undefined where no worker runs. */
  readonly embeddings: EmbeddingSource | undefined;
  /** Trains a step again for the samples behind its numbers; undefined where no worker runs. */
  readonly replays: ReplaySource | undefined;
  /** Fetches the tables of stored runs with the same arms on other pools. */
  readonly related: FetchRelatedTables | undefined;
  /** Descriptions of the query strategies; empty until the catalogue is there. */
  readonly strategies: readonly StrategyInfo[];
  /** Stored runs drawn beside this one; undefined where none can be chosen. */
  readonly overlay: RunOverlay | undefined;
}

/** Stored runs and published curves that are drawn beside those of the run on show. */
export interface RunOverlay {
  readonly runs: readonly OverlaidRun[];
  readonly published: readonly PublishedCurves[];
  /** Opens the browser's file dialog. */
  addPublished: () => void;
  /** Opens the list of runs. */
  choose: () => void;
  remove: (id: string) => void;
}

/**
 * Where *Results* shows it. `arms`: a grid with a cell per arm · `centre`: under that grid · `side`: beside both ·
 * `middle`: a row across the page · `below`: a grid at the end.
 */
export type Slot = 'arms' | 'centre' | 'side' | 'middle' | 'below';

/**
 * How soon it follows the log. `live`: with every event · `soon`: in turn with the others, as the page has time ·
 * `relaxed`: twice a second, the first time after the figures above it.
 */
export type Pace = 'live' | 'soon' | 'relaxed';

/** What a View gets. */
export interface FigureProps<Options = unknown, Context = FigureContext> {
  context: Context;
  /** What the visitor chose in this figure, shared with its declaration. */
  options: Options;
  /** For `<FigureFrame {...frame}>`, the root of every View. */
  frame: FrameProps;
}

export interface Figure<Options = unknown, Context = FigureContext> {
  /** The folder's name; also that of exported pictures in the gallery. */
  id: string;
  title: string;
  /** A word of the glossary that explains the title. */
  term?: string;
  /** The title at present, where it depends on the context or on the visitor's choices. */
  currentTitle?(context: Context, options: Options): string;
  /** What it shows and how to read it, for “What is this?” and the gallery. */
  about: string;
  slot: Slot;
  pace: Pace;
  /** Minimum height of the cell, its share of free height (`side`), and whether it takes a whole row (`below`). */
  layout?: { minHeight?: string; grow?: number; wide?: boolean };
  /** The visitor's choices to begin with. They stay while the page is open, from run to run. */
  options?(): Options;
  /** Whether the run has anything that it can show. */
  applies(context: Context): boolean;
  /** Its numbers, for “Show as table” and the CSV. */
  table(context: Context, options: Options): FigureTable;
  /** The drawing; behind `load` where it would weigh on the first visit. */
  View: FigureView<Options, Context> | { load: () => Promise<{ default: FigureView<Options, Context> }> };
}

export type FigureView<Options, Context> = Component<FigureProps<Options, Context>>;

/** A figure as the list holds it: only its own declaration and View know its options. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each figure has options of its own type
export type AnyFigure<Context = FigureContext> = Figure<any, Context>;

/** An object whose properties are read anew each time, so that each stays reactive by itself. */
export const reactiveContext = <Context extends object>(read: {
  [Key in keyof Context]: () => Context[Key];
}): Context =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries<() => unknown>(read as Record<string, () => unknown>).map(([key, get]) => [
        key,
        { get, enumerable: true },
      ]),
    ),
  ) as Context;

/** The context of one figure: all of the page's, but for its own arm and for the table at its own pace. */
export const contextOf = (page: FigureContext, arm: number, table: () => StepTable): FigureContext =>
  Object.create(page, {
    arm: { value: arm, enumerable: true },
    table: { get: table, enumerable: true },
  }) as FigureContext;
