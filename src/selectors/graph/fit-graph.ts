/**
 * Fits the graph network of CoreGCN and UncertainGCN to tell labelled from unlabelled nodes: all nodes in each step. It is new in
 * each cycle.
 */
import { pointsOf, type Points } from '../../algorithms/points.ts';
import type { Rng } from '../../random/rng.ts';
import { optimizerFor } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import { stepSchedule } from '../../trainer/schedule.ts';
import { runTrainingLoop } from '../../trainer/training-loop.ts';
import { stageCheckpoints, type FitControl } from '../../training/fit-checkpoints.ts';
import { buildFeatureGraph, propagate, summarise, type FeatureGraph } from './feature-graph.ts';
import { buildGraphNetwork, graphLoss, type GraphNetwork } from './graph-network.ts';

export interface GraphNodes {
  /** Features of the unlabelled nodes, then of the labelled. */
  features: Points;
  unlabelled: number;
  /** Of weights and dropout; its children name the step that they are drawn for. */
  rng: Rng;
}

export interface GraphSettings {
  hidden: number;
  dropout: number;
  steps: number;
  /** Adam's. */
  rate: number;
  weightDecay: number;
  /** λ of the unlabelled nodes' term. */
  lambda: number;
}

/** What the network gives for nodes, without dropout. */
export interface GraphOutputs {
  /** h and the logit side by side: the features of CoreGCN. */
  features: Points;
  /** `[n]`, of the confidence that a node is labelled. */
  logits: Float32Array;
}

export interface FittedGraph {
  /** Of the nodes, in their order. */
  nodes: GraphOutputs;
  /** Of samples outside of the graph by their features, as nodes that take from the graph's and give nothing. */
  outputsOf(features: Points): Promise<GraphOutputs>;
  dispose(): void;
}

/** After an error nothing is left to dispose of. */
export async function fitGraph(
  { features, unlabelled, rng }: GraphNodes,
  settings: GraphSettings,
  control: FitControl,
): Promise<FittedGraph> {
  const graph = buildFeatureGraph(features);
  const network = buildGraphNetwork({ ...settings, dimensions: graph.dimensions }, rng.child('weights'));
  const propagated = tf.tidy(() => propagate(graph, graph.rows));
  const disposeFit = () => [graph, network].forEach((one) => one.dispose());
  try {
    const kinds = { unlabelled, labelled: features.count - unlabelled };
    await train({ graph, network, propagated }, { kinds, settings, rng }, control);
    const nodes = await read(() => {
      const hidden = network.hidden(propagated);
      return { hidden, logits: network.logits(propagate(graph, network.project(hidden))) };
    });
    // a sample outside takes X_s Xᵀ D⁻¹ V + V_s: for all samples the same two products of the graph
    const [ofRows, ofHidden] = tf.tidy(() => [
      summarise(graph, graph.rows),
      summarise(graph, network.project(network.hidden(propagated))),
    ]) as [tf.Tensor2D, tf.Tensor2D];
    const { rowsOf, dimensions } = graph;
    graph.dispose();
    return {
      nodes,
      outputsOf: (points) =>
        read(() => {
          const rows = tf.tensor2d(rowsOf(points), [points.count, dimensions]);
          const hidden = network.hidden(tf.add(tf.matMul(rows, ofRows), rows));
          return { hidden, logits: network.logits(tf.add(tf.matMul(rows, ofHidden), network.project(hidden))) };
        }),
      dispose: () => [network, ofRows, ofHidden].forEach((one) => one.dispose()),
    };
  } catch (error) {
    disposeFit();
    throw error;
  } finally {
    propagated.dispose();
  }
}

async function train(
  { graph, network, propagated }: { graph: FeatureGraph; network: GraphNetwork; propagated: tf.Tensor2D },
  { kinds, settings, rng }: { kinds: Parameters<typeof graphLoss>[1]; settings: GraphSettings; rng: Rng },
  control: FitControl,
): Promise<void> {
  const { steps, rate, weightDecay, lambda } = settings;
  const variables = network.variables as tf.Variable[];
  const optimizer = optimizerFor('adam', rate, variables, { weightDecay });
  try {
    await runTrainingLoop(
      {
        schedule: stepSchedule(steps),
        networks: [{ name: 'graph', network, optimizer, learningRate: () => rate }],
        trainStep(step) {
          tf.tidy(() => {
            const { grads } = tf.variableGrads(() => {
              const hidden = network.hidden(propagated, rng.child('dropout', step));
              return graphLoss(network.logits(propagate(graph, network.project(hidden))), kinds, lambda);
            }, variables);
            optimizer.step(variables.map((variable) => grads[variable.name]!));
          });
          return {};
        },
        ...stageCheckpoints(control),
      },
      control,
    );
  } finally {
    optimizer.dispose();
  }
}

/** The outputs as arrays; frees the tensors. */
async function read(compute: () => { hidden: tf.Tensor2D; logits: tf.Tensor1D }): Promise<GraphOutputs> {
  const [both, ofLogits] = tf.tidy((): [tf.Tensor2D, tf.Tensor1D] => {
    const { hidden, logits } = compute();
    const column: tf.Tensor2D = tf.reshape(logits, [-1, 1]);
    return [tf.concat([hidden, column], 1), logits];
  });
  try {
    const [values, logits] = await Promise.all([both.data<'float32'>(), ofLogits.data<'float32'>()]);
    return { features: pointsOf(values.slice(), both.shape[1]!), logits: logits.slice() };
  } finally {
    tf.dispose([both, ofLogits]);
  }
}
