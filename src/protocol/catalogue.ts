/**
 * What can be chosen: strategies, models, training methods and built-in data describe themselves to the page, the
 * schema, the command line and the docs in these terms. The lab worker hands the catalogue out; the page never imports
 * the rooms that it describes.
 */
import type { DatasetKind } from './dataset.ts';
import type { MeasureInfo } from './measure-info.ts';
import type { ParameterInfo } from './parameters.ts';

/**
 * What a strategy asks the experiment to prepare for it (probabilities, features, trunk: z of the distribution-matching
 * papers; generator: a GAN of the pool), and what it asks of the learner: a separating plane, dropout, a softmax (a network trained with
 * cross-entropy), a critic left behind by the training method.
 */
export type Requirement =
  'probabilities' | 'features' | 'trunk' | 'hyperplane' | 'dropout' | 'softmax' | 'critic' | 'generator';

/** What a training method may leave behind for the query of the same cycle. */
export type ArtifactName = 'critic' | 'mixtures';

interface CatalogueEntry {
  name: string;
  label: string;
  /** A few words under the name on a card: "smallest gap between two classes". */
  summary: string;
  /** One or two sentences for the docs and the inspector. */
  about: string;
  reference: string;
  parameters: readonly ParameterInfo[];
}

export interface StrategyInfo extends CatalogueEntry {
  requires: Requirement[];
}

export interface ModelInfo extends CatalogueEntry {
  kinds: DatasetKind[];
  /** Only for this many classes; any number where absent. */
  classes?: number;
  /** Whether it has a separating hyper-plane (a linear model). */
  hyperplane?: boolean;
}

export interface TrainingInfo extends CatalogueEntry {
  /** What it leaves for the query; nothing where absent. */
  provides?: ArtifactName[];
}

export interface GeneratorInfo extends CatalogueEntry {
  kind: DatasetKind;
  shape: number[];
  classes: string[];
  defaultSize: number;
}

export interface Catalogue {
  strategies: StrategyInfo[];
  models: ModelInfo[];
  trainings: TrainingInfo[];
  measures: MeasureInfo[];
}
