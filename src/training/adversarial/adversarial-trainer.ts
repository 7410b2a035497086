/**
 * Two players on one feature extractor: the learner, held to the labels and to confounding the critic, and the critic, that
 * tells labelled from unlabelled features. One pass of the trunk per step serves both: the learner steps first, and the
 * critic on the features that were computed for that (WAAL, algorithm 1, lines 4–6).
 */
import type { Draws } from '../../random/rng.ts';
import type { Network } from '../../models/model.ts';
import type { AdversaryReport } from '../../protocol/events.ts';
import { gradientNorms } from '../../tensor/layers.ts';
import type { Optimizer } from '../../tensor/optimizers.ts';
import * as tf from '../../tensor/tf.ts';
import type { Critic } from './feature-critic.ts';
import type { Taken } from '../../trainer/training-loop.ts';
import type { Both } from '../../trainer/batch-sampling.ts';
import { labelLoss, targetsOf } from '../../trainer/label-loss.ts';

/** What the two are after, both to be minimised, by the critic's logits on unlabelled and labelled samples. */
export interface Game {
  learner(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  critic(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D): tf.Scalar;
  /** λ of the gradient penalty on the critic's sigmoid; none at 0. */
  penalty: number;
  /** between: at interpolates of labelled and unlabelled features (Gulrajani et al. 2017); samples: at both themselves. */
  penaltyAt: 'between' | 'samples';
  /** Steps of the critic for each of the learner. */
  criticSteps: number;
  /** What the critic sees of z; z itself where absent. Takes no gradient to any weight of its own. */
  view?(z: tf.Tensor2D): tf.Tensor2D;
}

export interface Players {
  network: Network;
  critic: Critic;
  learner: Optimizer;
  opponent: Optimizer;
}

/** Readings of the critic in one training, at most about. */
const READINGS = 200;

export class Contest {
  private readonly masks: Draws;
  private readonly criticMasks: Draws;
  private readonly between: Draws;
  private readonly readings: { step: number; values: tf.Tensor1D }[] = [];

  constructor(
    private readonly players: Players,
    private readonly game: Game,
    private readonly steps: number,
    draws: Draws,
  ) {
    this.masks = draws.child('dropout');
    this.criticMasks = draws.child('critic dropout');
    this.between = draws.child('interpolates');
  }

  /** One step of each; gives the learner's loss on the labels. */
  play(both: Both, step: number): Taken {
    const { network, critic, learner } = this.players;
    const { game } = this;
    const [loss, reading] = tf.tidy((): [tf.Scalar, tf.Tensor1D | undefined] => {
      const x = tf.tensor(both.values, [2 * both.size, ...network.shape]);
      const targets = targetsOf(network, both.labels);
      const mode = { training: true, draws: this.masks } as const;
      let own: tf.Scalar | undefined;
      let z: tf.Tensor2D | undefined;
      const { value, grads } = tf.variableGrads(() => {
        z = tf.keep(network.trunk(x, mode));
        own = tf.keep(labelLoss(network, tf.slice(z, 0, both.size), targets, mode));
        const seen = critic.logits(game.view ? game.view(z) : z, this.criticMasks);
        return tf.add(own, game.learner(tf.slice(seen, both.size), tf.slice(seen, 0, both.size)));
      }, network.variables as tf.Variable[]);
      value.dispose();
      learner.step(network.variables.map((variable) => grads[variable.name]!));
      let reading: tf.Tensor1D | undefined;
      for (let turn = 0; turn < game.criticSteps; turn++) {
        const wanted = turn === game.criticSteps - 1 && step % Math.ceil(this.steps / READINGS) === 0;
        reading = this.answer(z!, both.size, wanted);
      }
      z!.dispose();
      return [own!, reading];
    });
    if (reading) this.readings.push({ step, values: reading });
    return { loss, samples: both.size };
  }

  /** The means over the last tenth of the steps. */
  async report(): Promise<AdversaryReport> {
    const late = this.readings.filter(({ step }) => step >= 0.9 * this.steps);
    const used = late.length ? late : this.readings.slice(-1);
    const rows = await Promise.all(used.map(({ values }) => values.data<'float32'>()));
    const [unlabelled, labelled, entropy, norm] = [0, 1, 2, 3].map(
      (at) => rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length,
    );
    const report = { unlabelled: unlabelled!, labelled: labelled!, entropy: entropy! };
    return this.game.penalty > 0 ? { ...report, norm: norm! } : report;
  }

  dispose(): void {
    tf.dispose(this.readings.map(({ values }) => values));
  }

  /** One step of the critic on features that stay as they are. */
  private answer(z: tf.Tensor2D, size: number, wanted: boolean): tf.Tensor1D | undefined {
    const { critic, opponent } = this.players;
    const { game } = this;
    const logits = (at: tf.Tensor2D) => critic.logits(game.view ? game.view(at) : at, this.criticMasks);
    const places = game.penalty > 0 ? this.places(z, size) : undefined;
    let reading: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const seen = logits(z);
      const [labelled, unlabelled] = [tf.slice(seen, 0, size), tf.slice(seen, size)];
      const aim = game.critic(unlabelled, labelled);
      const norms = places && gradientNorms((at) => tf.sigmoid(logits(at as tf.Tensor2D)), places);
      if (wanted) reading = tf.keep(read(unlabelled, labelled, norms));
      return norms ? tf.add(aim, tf.mul(game.penalty, tf.mean(tf.square(tf.sub(norms, 1))))) : aim;
    }, critic.variables as tf.Variable[]);
    value.dispose();
    opponent.step(critic.variables.map((variable) => grads[variable.name]!));
    return reading;
  }

  /** Where the penalty is taken. */
  private places(z: tf.Tensor2D, size: number): tf.Tensor2D {
    if (this.game.penaltyAt === 'samples') return z;
    const shares = tf.tensor2d(
      Float32Array.from({ length: size }, () => this.between.uniform()),
      [size, 1],
    );
    const labelled = tf.slice(z, 0, size);
    return tf.add(labelled, tf.mul(shares, tf.sub(tf.slice(z, size), labelled)));
  }
}

/** `[4]`: mean value on unlabelled and on labelled samples, mean entropy of all verdicts, mean norm. */
function read(unlabelled: tf.Tensor1D, labelled: tf.Tensor1D, norms: tf.Tensor1D | undefined): tf.Tensor1D {
  const all = tf.concat([unlabelled, labelled]);
  // H(σ(s)) = softplus(s) − s σ(s)
  const entropy = tf.sub(tf.softplus(all), tf.mul(all, tf.sigmoid(all)));
  const values = [tf.sigmoid(unlabelled), tf.sigmoid(labelled), entropy, ...(norms ? [norms] : [])];
  return tf.stack(values.map((one) => tf.mean(one))) as tf.Tensor1D;
}
