/**
 * One small run with data for every figure, on the plane and on images: the story of the figures' snapshots and of the
 * gallery. Built on `buildLog`, without randomness.
 */
import type { AssetFigureContext } from '../../src/app/figures/asset-figure.ts';
import type { RunOverlay } from '../../src/app/figures/figure.ts';
import type { FetchSamples } from '../../src/app/state/sample-cache.svelte.ts';
import { toBase64 } from '../../src/protocol/base64.ts';
import type { DatasetInfo, DatasetKind, SampleArray } from '../../src/protocol/dataset.ts';
import type { LogEvent, Measured, PlaneMapped, Queried } from '../../src/protocol/events.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { STRIP_LENGTH, type LoggedSynthesizedQueries } from '../../src/protocol/synthesized-queries.ts';
import { buildLog } from './build-log.ts';

const SIDE = 12;
/** Names with markup: they are data. */
const CLASSES = ['upper', 'lower & <right>'];
const PLAN = { seeds: [1, 2], cycles: 3 };

export interface Story {
  dataset: DatasetInfo;
  log: LogEvent[];
  samples: FetchSamples;
  /** Runs of other data with the same arms, drawn beside it; of the story of images. */
  overlay?: RunOverlay;
}

/** Half moons: sample i is of class i mod 2, further along its moon for a greater i. */
const point = (index: number): [number, number] => {
  const angle = Math.PI * ((index * 0.618) % 1);
  const wobble = 0.08 * Math.sin(7 * index);
  return index % 2 === 0
    ? [Math.cos(angle), Math.sin(angle) + wobble]
    : [1 - Math.cos(angle), 0.4 - Math.sin(angle) + wobble];
};

/** A hundred test samples, fewer of them confused with each cycle. */
const confusionAfter = (cycle: number): number[] => [40 + 2 * cycle, 10 - 2 * cycle, 5 - cycle, 45 + cycle];

/** A bright stroke: upright for class 0, flat for class 1; `share` turns one into the other. */
function stroke(index: number, share = index % 2): Uint8Array {
  const angle = (share * Math.PI) / 2;
  const middle = SIDE / 2 - 0.5 + Math.sin(index);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [(i % SIDE) - middle, Math.floor(i / SIDE) - middle];
    const off = Math.abs(x * Math.cos(angle) - y * Math.sin(angle));
    return Math.round(255 * Math.max(0, 1 - off / 2.2));
  });
}

const sampleOf = (kind: DatasetKind, index: number): SampleArray =>
  kind === 'plane' ? Float32Array.from(point(index)) : stroke(index);

function samplesOf(kind: DatasetKind): FetchSamples {
  return async (indices) => {
    const all = indices.flatMap((index) => Array.from(sampleOf(kind, index)));
    const values = kind === 'plane' ? Float32Array.from(all) : Uint8Array.from(all);
    return { values, labels: Int32Array.from(indices, (index) => index % 2) };
  };
}

const stored = (values: SampleArray): string | number[] =>
  values instanceof Uint8Array ? toBase64(values) : Array.from(values);

const joined = (kind: DatasetKind, parts: SampleArray[]): SampleArray =>
  kind === 'plane'
    ? Float32Array.from(parts.flatMap((part) => Array.from(part)))
    : Uint8Array.from(parts.flatMap((part) => Array.from(part)));

/** After each measurement on the plane: a boundary between the moons that tilts a little with arm and cycle. */
function mapAfter({ seed, cycle, arm }: Measured, mixtures: boolean): PlaneMapped {
  const [columns, rows, extent] = [24, 16, [-1.4, 2.4, -1, 1.4] as [number, number, number, number]];
  const cells = Array.from({ length: columns * rows }, (_, i) => {
    const x = extent[0] + (((i % columns) + 0.5) / columns) * (extent[1] - extent[0]);
    const y = extent[3] - ((Math.floor(i / columns) + 0.5) / rows) * (extent[3] - extent[2]);
    return y - 0.25 - (0.15 * cycle - 0.05 * arm) * Math.sin(3 * x);
  });
  const bytes = (value: (height: number) => number) =>
    toBase64(Uint8Array.from(cells, (height) => 255 * value(height)));
  const undecided = (height: number) => Math.exp(-6 * height * height);
  const component = (label: number, x: number, y: number) => ({
    ...{ label, weight: 0.5, mean: [x, y] as [number, number] },
    covariance: [0.2, 0.03, 0.06] as [number, number, number],
  });
  return {
    ...{ type: 'mapped', seed, cycle, arm, columns, rows, extent },
    predicted: toBase64(Uint8Array.from(cells, (height) => (height > 0 ? 0 : 1))),
    confidence: bytes((height) => 1 - 0.5 * undecided(height)),
    acquisition: bytes(undecided),
    ...(mixtures && {
      critic: { values: bytes(undecided), least: 0.1, greatest: 0.9 },
      mixtures: {
        likelihood: { values: bytes((height) => 0.5 + 0.5 * Math.tanh(height)), least: -2, greatest: 3 },
        labelled: [component(0, 0, 0.7), component(1, 1, -0.3)],
        unlabelled: [component(0, 0.1, 0.6), component(1, 0.9, -0.2)],
      },
    }),
  };
}

/** Generated samples near the queried ones, and on the plane their paths. */
function withTargets(query: Queried, kind: DatasetKind): Queried {
  const targets = query.indices.map((index) =>
    kind === 'plane' ? Float32Array.from(point(index), (value) => value + 0.12) : stroke(index, 0.5),
  );
  const places = [0, 0.5, 1].flatMap((share) => targets.flatMap(([x = 0, y = 0]) => [x * share, y * share + 0.3 * (1 - share)])); // prettier-ignore
  return {
    ...query,
    prepared: { seconds: 0, assets: [{ id: 'g', kind: 'generator', seconds: 12 }] },
    imagined: {
      values: stored(joined(kind, targets)),
      ...{ worth: query.indices.map((_, i) => 0.69 - 0.02 * i), matchedTo: query.indices.map((_, i) => i) },
      distances: query.indices.map((_, i) => 0.8 + 0.3 * i),
      ...(kind === 'plane' && { paths: places }),
    },
  };
}

/** Single samples on the plane, strips between the classes for images. */
function synthesized(cycle: number, kind: DatasetKind): LoggedSynthesizedQueries {
  const each = kind === 'plane' ? 1 : STRIP_LENGTH;
  const count = 2 * each;
  const samples = Array.from({ length: count }, (_, i) =>
    kind === 'plane' ? Float32Array.of(0.4 + 0.3 * i, 0.1 * cycle) : stroke(cycle, (i % each) / (each - 1)),
  );
  return {
    ...{ form: kind === 'plane' ? 'sample' : 'strip', each, values: stored(joined(kind, samples)) },
    ...{ entropies: samples.map(() => 0.6), predictions: samples.map((_, i) => i % 2), worth: [0.66, 0.61] },
  };
}
const answersOf = (kind: DatasetKind): number[] =>
  kind === 'plane' ? [1, -1] : Array.from({ length: 2 * STRIP_LENGTH }, (_, i) => (i % STRIP_LENGTH < 5 ? 0 : 1));

const arms = [
  { strategy: 'random' },
  { strategy: 'entropy' },
  { strategy: 'entropy', name: 'entropy <20>', parameters: { subset: 20 } },
  { strategy: 'asal', name: 'ASAL' },
  { strategy: 'mixture-query', name: 'mixture', training: { method: 'mixture-reg-da' as const } },
  { strategy: 'gaal', name: 'GAAL' },
];
const [asal, mixture, gaal] = [3, 4, 5];

/** Fields that an arm's methods add to an event of the plain run. */
function enriched(event: LogEvent, kind: DatasetKind): LogEvent[] {
  switch (event.type) {
    case 'started':
      return [{ ...event, dataset: { ...event.dataset, ...shapeOf(kind), classes: CLASSES } }];
    case 'trained':
      return [event.arm === mixture ? { ...event, metrics: { criticEntropy: 0.68 - 0.1 * event.cycle } } : event];
    case 'measured': {
      const measured = { ...event, confusion: confusionAfter(event.cycle) };
      return kind === 'plane' ? [measured, mapAfter(event, event.arm === mixture)] : [measured];
    }
    case 'queried': {
      const query = {
        ...event,
        losses: event.indices.map((_, i) => 0.9 - 0.2 * event.cycle + 0.1 * i + 0.05 * event.arm),
      };
      if (event.arm === asal) return [withTargets(query, kind)];
      if (event.arm === mixture)
        return [{ ...query, perMetric: [{ metric: 'entropy', loss: 0.7 }, { metric: 'I_like', loss: 1.1 - 0.1 * event.cycle }] }]; // prettier-ignore
      if (event.arm === gaal)
        return [{ ...query, ...{ indices: [], scores: [], entropies: [], predictions: [], losses: [] }, synthetic: synthesized(event.cycle, kind) }]; // prettier-ignore
      return [query];
    }
    case 'labelled':
      if (event.arm !== gaal) return [event];
      return [
        {
          ...{ ...event, indices: [], labels: [] },
          synthetic: {
            labels: answersOf(kind),
            by: { kind: 'classifier', name: 'MLP', testAccuracy: 0.97, labelled: 100 },
          },
        },
      ];
    default:
      return [event];
  }
}

const shapeOf = (kind: DatasetKind): Pick<DatasetInfo, 'kind' | 'shape'> => ({
  kind,
  shape: kind === 'plane' ? [2] : [SIDE, SIDE, 1],
});

/** The same arms on other data, on which others of them are ahead. */
function otherRuns(): RunOverlay {
  const names = arms.map(({ strategy }) => strategy);
  const runs = ['Letters', 'Shapes', 'Rare blobs', 'Circles'].map((name, i) => {
    const accuracy = (arm: number, cycle: number, seed: number) =>
      0.5 + 0.08 * cycle + 0.012 * ((arm + (arm > 1 ? i : 0)) % names.length) * cycle - 0.02 * seed;
    const log = buildLog({ ...PLAN, arms: names, spec: { arms }, accuracy });
    const renamed = log.map((event) =>
      event.type === 'started' ? { ...event, dataset: { ...event.dataset, id: name, name } } : event,
    );
    return { id: name, name, table: tableOf(renamed)! };
  });
  return { runs, published: [], addPublished: () => undefined, choose: () => undefined, remove: () => undefined };
}

export function buildStory(kind: 'plane' | 'image'): Story {
  const log = buildLog({
    ...PLAN,
    arms: arms.map(({ strategy }) => strategy),
    spec: { arms, reference: true },
    accuracy: (arm, cycle, seed) => 0.55 + 0.1 * cycle + 0.01 * arm * cycle - 0.02 * seed,
    entropies: (arm, cycle) => [0.65 - 0.05 * cycle - 0.02 * arm, 0.5 - 0.02 * arm],
    // random and entropy query the same samples in the first cycle
    queried: (arm, cycle) => [
      10 * (cycle === 0 && arm === 1 ? 1 : arm + 1) + 2 * cycle,
      10 * (arm + 1) + 2 * cycle + 1,
    ],
  }).flatMap((event) => enriched(event, kind));
  const dataset: DatasetInfo = {
    ...{ id: 'd', name: kind === 'plane' ? 'Two moons' : 'Strokes', ...shapeOf(kind), classes: CLASSES },
    ...{
      dtype: kind === 'plane' ? 'float32' : 'uint8',
      count: 200,
      testCount: 100,
      labelledCount: 200,
      chunkSize: 200,
    },
    ...{ scale: { mean: [0, 0], std: [1, 1] }, bytes: 1600, created: 0, source: { kind: 'files', files: [] } },
  };
  return { dataset, log, samples: samplesOf(kind), ...(kind === 'image' && { overlay: otherRuns() }) };
}

/** A generator of the story's images in the middle of its training. */
export const storyAsset: AssetFigureContext = {
  asset: {
    recipe: { kind: 'generator', seed: 1, network: 'wgan-gp', data: {}, settings: {}, version: 1 },
    total: 400,
  } as unknown as AssetFigureContext['asset'],
  sheet: {
    ...{ step: 200, of: 'samples', shape: [SIDE, SIDE, 1] },
    values: Uint8Array.from(Array.from({ length: 9 }, (_, i) => Array.from(stroke(i, i / 8))).flat()),
  },
  readings: Float32Array.from(
    Array.from({ length: 20 }, (_, i) => {
      const decay = Math.exp(-i / 8);
      return [10 * (i + 1), 1.2 * decay, -0.8 * decay, 2 * decay, 1 + 0.5 * decay, NaN];
    }).flat(),
  ),
  pool: undefined,
};
