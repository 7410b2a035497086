/** The graph of CoreGCN and UncertainGCN against dense computations, its loss against closed forms, its fit against resumption. */
import { beforeAll, describe, expect, test } from 'vitest';
import { pointsOf } from '../../src/algorithms/points.ts';
import { Rng } from '../../src/random/rng.ts';
import { buildFeatureGraph, propagate } from '../../src/selectors/graph/feature-graph.ts';
import { fitGraph, type GraphSettings } from '../../src/selectors/graph/fit-graph.ts';
import { buildGraphNetwork, graphLoss } from '../../src/selectors/graph/graph-network.ts';
import { chooseBackend } from '../../src/tensor/choose-backend.ts';
import * as tf from '../../src/tensor/tf.ts';
import type { FitCheckpoint } from '../../src/training/fit-checkpoints.ts';
import { silentControl } from '../support/point-samples.ts';
import { savedEvery } from '../support/saved-checkpoints.ts';

beforeAll(() => chooseBackend('wasm'));

const points = (rows: number[][]) => pointsOf(Float32Array.from(rows.flat()), rows[0]!.length);
const rowsOf = (tensor: tf.Tensor) => tensor.arraySync() as number[][];
const closeTo = (rows: number[][], digits = 5) => rows.map((row) => row.map((value) => expect.closeTo(value, digits)));
const identity = (n: number) => tf.eye(n);

/** A = S D⁻¹ + I by definition, from rows of any length. */
function denseAdjacency(rows: number[][]): number[][] {
  const unit = rows.map((row) => {
    const norm = Math.hypot(...row);
    return row.map((value) => (norm > 0 ? value / norm : 0));
  });
  const cosine = (a: number[], b: number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const s = unit.map((a, i) => unit.map((b, j) => (i === j ? 0 : cosine(a, b))));
  return s.map((row, i) =>
    row.map((value, j) => {
      const degree = s.reduce((sum, one) => sum + one[j]!, 0);
      return (degree > 1e-3 ? value / degree : 0) + (i === j ? 1 : 0);
    }),
  );
}

const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

const positiveRows = (count: number, size: number, rng: Rng): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: size }, () => Math.max(0, rng.normal())));

describe('the graph', () => {
  test('of (1, 0), (0.6, 0.8), (0, 1) is A = S D⁻¹ + I, whose columns add up to 2', () => {
    const graph = buildFeatureGraph(points([[1, 0], [0.6, 0.8], [0, 1]])); // prettier-ignore
    const a = rowsOf(propagate(graph, identity(3)));
    expect(a).toEqual(closeTo([[1, 0.4285714, 0], [1, 1, 1], [0, 0.5714286, 1]])); // prettier-ignore
    for (const column of [0, 1, 2]) expect(a.reduce((sum, row) => sum + row[column]!, 0)).toBeCloseTo(2, 5);
    expect(a.map((row) => row.reduce((sum, value) => sum + value))).toEqual(closeTo([[1.4285714, 3, 1.5714286]])[0]);
    graph.dispose();
  });

  test('of rows of any length is that of their directions: as a dense computation has it', () => {
    const rows = positiveRows(23, 7, new Rng(1));
    const graph = buildFeatureGraph(points(rows));
    expect(rowsOf(propagate(graph, identity(23)))).toEqual(closeTo(denseAdjacency(rows)));
    graph.dispose();
  });

  test('has no negative edge: negative and positive parts are compared by themselves', () => {
    const graph = buildFeatureGraph(points([[1, 0], [-1, 0], [0.6, -0.8]])); // prettier-ignore
    const split = [[1, 0, 0, 0], [0, 0, 1, 0], [0.6, 0, 0, 0.8]]; // prettier-ignore
    const a = rowsOf(propagate(graph, identity(3)));
    expect(a).toEqual(closeTo(denseAdjacency(split)));
    expect(a.flat().every((value) => value >= 0)).toBe(true);
    graph.dispose();
  });

  test('has no edge from a node whose cosines with all others add up to less than 0.001', () => {
    const graph = buildFeatureGraph(points([[1, 0], [1, 0], [1e-4, 1]])); // prettier-ignore
    expect(rowsOf(propagate(graph, identity(3))).map((row) => row[2])).toEqual([0, 0, 1]);
    graph.dispose();
  });

  test('leaves a node without edges, and one without features, its edge to itself', () => {
    const graph = buildFeatureGraph(points([[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 0, 0]])); // prettier-ignore
    expect(rowsOf(propagate(graph, identity(4)))).toEqual(
      closeTo([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]), // prettier-ignore
    );
    graph.dispose();
  });
});

describe('the network', () => {
  const config = { dimensions: 5, hidden: 4, dropout: 0 };
  const rows = positiveRows(9, 5, new Rng(2));
  const softplus = (z: number) => Math.log(1 + Math.exp(z));

  /** Both convolutions and the loss by dense products. */
  function denseLoss([w1, b1, w2, b2]: number[][][], unlabelled: number, lambda: number): number {
    const a = denseAdjacency(rows);
    const unit = rows.map((row) => row.map((value) => value / (Math.hypot(...row) || 1)));
    const hidden = times(times(a, unit), w1!).map((row) => row.map((value, d) => Math.max(0, value + b1![0]![d]!)));
    const logits = times(times(a, hidden), w2!).map(([value]) => value! + b2![0]![0]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return (
      mean(logits.slice(unlabelled).map((z) => softplus(-z))) + lambda * mean(logits.slice(0, unlabelled).map(softplus))
    );
  }

  test('has the loss of dense products, and its gradient is that of finite differences', () => {
    const graph = buildFeatureGraph(points(rows));
    const network = buildGraphNetwork(config, new Rng(3));
    const propagated = propagate(graph, graph.rows);
    const { value, grads } = tf.variableGrads(() => {
      const hidden = network.hidden(propagated);
      const logits = network.logits(propagate(graph, network.project(hidden)));
      return graphLoss(logits, { unlabelled: 6, labelled: 3 }, 1.2);
    }, network.variables as tf.Variable[]);
    const weights = network.variables.map((one) => (one.rank === 2 ? rowsOf(one) : [one.arraySync() as number[]]));
    expect(value.dataSync()[0]).toBeCloseTo(denseLoss(weights, 6, 1.2), 5);
    network.variables.forEach((variable, at) => {
      const gradient = grads[variable.name]!.dataSync();
      let place = 0;
      for (const row of weights[at]!)
        for (let d = 0; d < row.length; d++) {
          const original = row[d]!;
          row[d] = original + 1e-5;
          const above = denseLoss(weights, 6, 1.2);
          row[d] = original - 1e-5;
          const below = denseLoss(weights, 6, 1.2);
          row[d] = original;
          expect(gradient[place++]).toBeCloseTo((above - below) / 2e-5, 4);
        }
    });
    network.dispose();
    graph.dispose();
  });

  test('the loss of s = 0.8 and 0.9 (labelled), 0.2 and 0.4 (unlabelled) with λ = 1.2', () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const logits = tf.tensor1d([0.2, 0.4, 0.8, 0.9].map(logit));
    expect(graphLoss(logits, { unlabelled: 2, labelled: 2 }, 1.2).dataSync()[0]).toBeCloseTo(0.6046335, 5);
  });

  test('the loss of a saturated network is finite', () => {
    const loss = graphLoss(tf.tensor1d([300, -300]), { unlabelled: 1, labelled: 1 }, 1.2);
    expect(loss.dataSync()[0]).toBeCloseTo(300 + 1.2 * 300, 2);
  });

  test('its weights start within ±1/√(fan out)', () => {
    const network = buildGraphNetwork({ dimensions: 300, hidden: 16, dropout: 0 }, new Rng(4));
    const values = network.variables[0]!.dataSync();
    expect(Math.max(...values)).toBeLessThanOrEqual(0.25);
    expect(Math.max(...values)).toBeGreaterThan(0.245);
    expect(Math.min(...values)).toBeLessThan(-0.245);
    network.dispose();
  });
});

describe('the fit', () => {
  const settings: GraphSettings = { hidden: 16, dropout: 0.3, steps: 12, rate: 1e-2, weightDecay: 5e-4, lambda: 1.2 };
  const nodes = (rows: number[][], unlabelled: number) => ({ features: points(rows), unlabelled, rng: new Rng(5) });

  test('tells labelled from unlabelled nodes, and gives a sample outside what a node like it would have', async () => {
    const rng = new Rng(6);
    const near = (place: number) => [0, 1, 2, 3].map((d) => (d === place ? 3 : 0.2) + 0.1 * rng.uniform());
    const rows = Array.from({ length: 1200 }, (_, i) => near(i < 1000 ? 1 + (i % 2) : 0));
    const graph = await fitGraph(nodes(rows, 1000), { ...settings, steps: 150 }, silentControl);
    const { logits, features } = graph.nodes;
    expect(Math.max(...logits.slice(0, 1000))).toBeLessThan(Math.min(...logits.slice(1000)));
    expect(features).toMatchObject({ count: 1200, size: 17 });
    // the logit is the last of the features
    expect(features.values[16]).toBe(logits[0]);
    const outside = await graph.outputsOf(points(rows));
    // a node does not take from itself: its share of 1 / degree is the difference
    outside.logits.forEach((logit, i) => expect(Math.abs(logit - logits[i]!)).toBeLessThan(0.02));
    graph.dispose();
  });

  test('resumed comes to the same logits, to the last bit', async () => {
    const rows = positiveRows(30, 6, new Rng(7));
    const found: FitCheckpoint[] = [];
    const fitWith = async (resumeFrom?: FitCheckpoint) => {
      const { progress, checkpoints } = savedEvery(3, (one) => found.push(one as FitCheckpoint));
      const save = (one: FitCheckpoint) => Promise.resolve(checkpoints.save(one));
      const control = { ...silentControl, progress, checkpoints: { ...checkpoints, save, resumeFrom } };
      const graph = await fitGraph(nodes(rows, 20), settings, control);
      graph.dispose();
      return graph.nodes;
    };
    const whole = await fitWith();
    const saved = [...found];
    expect(saved.length).toBeGreaterThan(1);
    for (const checkpoint of saved) expect(await fitWith(checkpoint)).toEqual(whole);
  });

  test('leaves no tensor behind, and neither does one that is stopped', async () => {
    const rows = positiveRows(10, 3, new Rng(8));
    const before = tf.memory().numTensors;
    (await fitGraph(nodes(rows, 6), settings, silentControl)).dispose();
    expect(tf.memory().numTensors).toBe(before);
    const stopped = { ...silentControl, checkpoint: () => Promise.reject(new Error('stopped')) };
    await expect(fitGraph(nodes(rows, 6), settings, stopped)).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });
});
