/** The learner's outputs for samples, as strategies ask for them and get them. */

/** The outputs that a strategy asks for. */
export interface PredictionRequest {
  /** The network's input: the samples themselves, normalised. */
  values?: true;
  /** Class probabilities; for a network with hinge loss the logistic of its signed output. */
  probabilities?: true;
  /** Input of the network's last layer. */
  features?: true;
  /** Output z of the network's feature extractor. */
  trunk?: true;
  /** Distances to the separating hyper-plane, |w·x + b| / ‖w‖; for linear networks with two classes. */
  distances?: true;
  /** Scores that the training method provides, by name: `critic` and others. */
  scores?: readonly string[];
  /** Class probabilities of the members of the training's ensemble. */
  members?: true;
  /** Number of passes with dropout; all samples of a call share the masks. */
  passes?: number;
}

interface Outputs {
  /** `[n, …shape]` row-major. */
  values: Float32Array;
  /** `[n, classes]` row-major. */
  probabilities: Float32Array;
  /** `[n, featureSize]` row-major. */
  features: Float32Array;
  /** `[n, trunkSize]` row-major. */
  trunk: Float32Array;
  /** `[n]`, not negative. */
  distances: Float32Array;
  /** Class probabilities of each pass, `[n, passes, classes]` row-major. */
  passes: Float32Array;
  /** Class probabilities of each member, `[n, members, classes]` row-major. */
  members: Float32Array;
}

/** `[n]` each. Those of a list whose length only the run knows may be absent. */
type ScoresNamed<Names> = Names extends readonly (infer Name extends string)[]
  ? number extends Names['length']
    ? { [Each in Name]?: Float32Array }
    : { [Each in Name]: Float32Array }
  : never;

/** `n` samples with the outputs asked for and no others. */
export type PredictionView<Asked extends PredictionRequest> = {
  /** Indices into the data set, or positions of samples that are not in it. */
  indices: Int32Array;
  classes: number;
  featureSize: number;
  trunkSize: number;
} & {
  [Name in keyof Asked as Name extends keyof Outputs ? Name : never]: Outputs[Name & keyof Outputs];
} & {
  [Name in keyof Asked as Name extends 'scores' ? Name : never]: ScoresNamed<Asked[Name]>;
};
