/**
 * Finds the ten nearest of ten thousand to a million samples to each of ten queries at once, with every search, in turns;
 * for comparison scikit-learn's k-d tree and brute force over the same points, where python3 has it (`neighbour-search.py`).
 * Points are normal, in 50 and in 5 dimensions, or drawn digits in 50 principal components; and normal in a few dimensions
 * between, which shows up to which dimension a k-d tree is faster.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '../../src/random/rng.ts';
import { sampleWriterOf } from '../../src/datasets/generators/index.ts';
import { ExactSearch } from '../../src/algorithms/neighbours/exact-search.ts';
import { inMemorySource, type FeatureSource } from '../../src/algorithms/feature-source.ts';
import { InvertedLists } from '../../src/algorithms/neighbours/inverted-lists.ts';
import { KdTree } from '../../src/algorithms/neighbours/kd-tree.ts';
import type { NeighbourSearch } from '../../src/algorithms/neighbours/neighbours.ts';
import { principalComponents, PcaProjector } from '../../src/algorithms/pca/pca.ts';
import type { Points } from '../../src/algorithms/points.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import { startPython } from './python-process.ts';
import { median } from './tensor/report-table.ts';

const QUERIES = 10;
const NEIGHBOURS = 10;
const ROUNDS = 5;
const PIXELS = 28 * 28;
const TREE_DIMENSIONS = [4, 8, 12, 16, 20];

/** One search over one set of points. */
export interface NeighbourSearchRow {
  points: string;
  count: number;
  search: string;
  /** Seconds. */
  build: number;
  /** Milliseconds a query: the time of a batch of queries, divided by their number. */
  query: number;
  /** Its time over that of the exact search: the median over the rounds. */
  toExact: number;
  /** Share of the ten nearest that is found. */
  recall: number;
}

interface SearchBenchmark {
  search: string;
  build: number;
  recall: number;
  run(): Promise<unknown>;
  end?(): void;
}

const checkpoint = () => Promise.resolve();

/** @param counts numbers of samples; drawn digits leave out the last */
export async function neighbourSearch(
  say: (text: string) => void,
  counts: readonly [number, number, number] = [10_000, 200_000, 1_000_000],
): Promise<NeighbourSearchRow[]> {
  await chooseBackend('wasm');
  const rows: NeighbourSearchRow[] = [];
  for (const count of counts)
    for (const size of [50, 5]) {
      const all = normal(count, size);
      rows.push(
        ...(await compareSearches(
          `normal, ${size}`,
          all,
          [...(await approximateSearch(all)), ...(await scikitLearn(all))],
          say,
        )),
      );
    }
  for (const size of TREE_DIMENSIONS) {
    const all = normal(counts[1], size);
    rows.push(...(await compareSearches(`normal, ${size}`, all, await exactSearches(all), say)));
  }
  for (const count of counts.slice(0, 2)) {
    const all = await digits(count);
    rows.push(
      ...(await compareSearches(
        'digits, 50',
        all,
        [...(await approximateSearch(all)), ...(await scikitLearn(all))],
        say,
      )),
    );
  }
  return rows;
}

function normal(count: number, size: number): Points {
  const rng = new Rng(1, 'bench');
  const values = new Float32Array((QUERIES + count) * size);
  for (let i = 0; i < values.length; i++) values[i] = rng.normal();
  return { values, count: QUERIES + count, size };
}

async function compareSearches(
  points: string,
  all: Points,
  contenders: readonly SearchBenchmark[],
  say: (text: string) => void,
): Promise<NeighbourSearchRow[]> {
  const count = all.count - QUERIES;
  say(`${points}: ${count.toLocaleString('en')} samples`);
  const seconds = contenders.map((): number[] => []);
  for (const { run } of contenders) await run();
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, { run }] of contenders.entries()) {
      const begun = performance.now();
      await run();
      seconds[index]!.push((performance.now() - begun) / 1000);
    }
  for (const { end } of contenders) end?.();
  return contenders.map(({ search, build, recall }, index) => ({
    points,
    count,
    search,
    build: rounded(build),
    query: rounded((1000 * median(seconds[index]!)) / QUERIES),
    toExact: rounded(median(seconds[index]!.map((time, round) => time / seconds[0]![round]!))),
    recall: rounded(recall),
  }));
}

const rounded = (value: number): number => Number(value.toPrecision(3));

async function timed<T>(build: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  return [await build(), (performance.now() - begun) / 1000];
}

const sourceIn = ({ values, count, size }: Points): FeatureSource =>
  inMemorySource({ values: values.subarray(QUERIES * size), count: count - QUERIES, size });

const queryRows =
  ({ values, size }: Points, search: NeighbourSearch) =>
  () =>
    search.nearest(values.slice(0, QUERIES * size), { k: NEIGHBOURS, excluded: new Set(), checkpoint });

async function exactSearches(all: Points): Promise<SearchBenchmark[]> {
  const [exact, exactTime] = await timed(() => ExactSearch.build(sourceIn(all), checkpoint));
  const [tree, treeTime] = await timed(() => KdTree.build(sourceIn(all), checkpoint));
  return [
    { search: 'exact', build: exactTime, recall: 1, run: queryRows(all, exact) },
    { search: 'k-d tree', build: treeTime, recall: 1, run: queryRows(all, tree) },
  ];
}

async function approximateSearch(all: Points): Promise<SearchBenchmark[]> {
  const rng = new Rng(1, 'lists');
  const [lists, listsTime] = await timed(() => InvertedLists.build(sourceIn(all), { rng, checkpoint }));
  const search = `lists, ${lists.parts.probes} of ${lists.parts.starts.length - 1} cells`;
  return [
    ...(await exactSearches(all)),
    { search, build: listsTime, recall: lists.recall, run: queryRows(all, lists) },
  ];
}

async function digits(count: number): Promise<Points> {
  const all = count + QUERIES;
  const paint = sampleWriterOf({ name: 'strokes', size: all, testSize: 0, seed: 1 });
  const pixels = new Uint8Array(PIXELS);
  const batch = 1000;
  const source = {
    count: all,
    dimensions: PIXELS,
    *batches() {
      for (let from = 0; from < all; from += batch) {
        const values = new Float32Array(Math.min(batch, all - from) * PIXELS);
        for (let i = 0; i * PIXELS < values.length; i++) {
          paint(from + i, pixels, 0);
          for (let p = 0; p < PIXELS; p++) values[i * PIXELS + p] = pixels[p]! / 255;
        }
        yield values;
      }
    },
  };
  const first = { ...source, count: batch * 5, batches: () => take(source.batches(), 5) };
  const pca = await principalComponents(first, { components: 50, rng: new Rng(1, 'pca'), checkpoint });
  const projector = new PcaProjector(pca);
  const values = new Float32Array(all * 50);
  let from = 0;
  for (const rows of source.batches()) {
    values.set(await projector.project(rows), from * 50);
    from += rows.length / PIXELS;
  }
  projector.dispose();
  return { values, count: all, size: 50 };
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}

/** Returns nothing where python3 does not have scikit-learn. */
async function scikitLearn({ values, size }: Points): Promise<SearchBenchmark[]> {
  const folder = mkdtempSync(join(tmpdir(), 'querent-neighbours-'));
  const file = join(folder, 'points');
  writeFileSync(file, values);
  const found: SearchBenchmark[] = [];
  for (const way of ['kd_tree', 'brute']) {
    const python = await startPython('neighbour-search.py', [file, String(size), String(QUERIES), way]);
    if (!python) continue;
    const { header: build, turn, end } = python;
    found.push({ search: `scikit-learn, ${way}`, build: Number(build), recall: 1, run: turn, end });
  }
  rmSync(folder, { recursive: true });
  return found;
}
