/** The part of a spec that says how learners are trained. */
import * as v from 'valibot';
import { integer, parameterValues, text } from './spec-values.ts';

export const training = v.strictObject({
  method: v.optional(text, 'supervised'),
  epochs: v.optional(integer(1, 10_000), 60),
  batch: v.optional(integer(1, 4096), 16),
  learningRate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(10)), 0.001),
  optimizer: v.optional(v.picklist(['adam', 'sgd']), 'adam'),
  /** Length of a training in gradient steps instead of epochs, so that arms of different methods can have equal lengths. */
  steps: v.optional(integer(1, 1e7)),
  /** The set that an epoch passes through: the labelled set, or the larger of the labelled and the unlabelled; the training method's own where absent. */
  epochsOver: v.optional(v.picklist(['labelled', 'larger'])),
  /**
   * Samples per epoch, for any number of labels (BatchBALD's authors: 5,056): a small labelled set is repeated, and all
   * batches are full.
   */
  epochDraws: v.optional(integer(1)),
  /** The learning rate is divided by ten at each of these shares of the gradient steps; constant where absent. */
  decay: v.optional(v.pipe(v.array(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))), v.maxLength(10))),
  /**
   * The learning rate as a function of the step; absent: constant, or as `decay` says. cosine: half a period from the whole rate to
   * zero (Loshchilov and Hutter 2017). one-cycle: up from a 25th for three tenths of the steps, then down to nearly zero
   * (Smith and Topin 2018).
   */
  schedule: v.optional(v.picklist(['cosine', 'one-cycle'])),
  /** Momentum of SGD; 0.9 where absent. */
  momentum: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.999))),
  /** This share of the weights is added to their gradients; 0 where absent. */
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Final weights: those with the best validation result where absent, or the last ones, without early stopping. */
  keep: v.optional(v.picklist(['best', 'last'])),
  /** Validation checks without improvement before training stops; 0 disables early stopping. */
  patience: v.optional(integer(0, 10_000), 10),
  /** Validation checks per training, evenly spaced: with the number of epochs, one after each. 20 where absent. */
  looks: v.optional(integer(1, 10_000)),
  /**
   * Augmentation of the images of each batch: small shifts, rotations and scalings; a random crop after padding by four pixels;
   * the same with a random horizontal flip (the papers' recipe). It replaces the model's own augmentation, which is used
   * where this is absent.
   */
  augmentation: v.optional(v.picklist(['none', 'wobble', 'crop', 'flip-crop'])),
  parameters: parameterValues,
});
