/**
 * The catalogue: descriptions of strategies, models, training methods and built-in data for the page, the schema, the command
 * line and the docs. The lab worker provides it; the page never imports the described rooms.
 */
import type { AssetKind } from './assets.ts';
import type { DatasetKind } from './dataset.ts';
import type { MeasureInfo } from './measure-info.ts';
import type { ParameterInfo } from './parameters.ts';
import type { RequirementKey } from './requirements.ts';

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

/** Families of query strategies, in the order and under the headings of the menu. */
export const strategyGroups = {
  uncertainty: 'Uncertainty',
  bayesian: 'Bayesian',
  diversity: 'Diversity',
  hybrid: 'Hybrid',
  distribution: 'Distribution',
  generative: 'Generative',
  bounds: 'Bounds',
} as const;

export type StrategyGroup = keyof typeof strategyGroups;

export interface StrategyInfo extends CatalogueEntry {
  group: StrategyGroup;
  /** Why the plane has no acquisition surface; exactly where the strategy has no `acquisition`. */
  noSurface?: string;
  /**
   * Keys of `requirements`: outputs of the learner for each sample (`probabilities`, `features`, `trunk`), properties of the
   * learner (`hyperplane`, `dropout`, `softmax`), artifacts of its training (`critic`), assets (`generator`). Parameters may
   * require more (`requiresWhen`), or provide what is required themselves (`providesWhen`).
   */
  requires: readonly RequirementKey[];
  /** Training method that the strategy was published with, where it requires what others do not provide. */
  ownTraining?: string;
}

export interface ModelInfo extends CatalogueEntry {
  kinds: DatasetKind[];
  /** Only for this many classes; any number where absent. */
  classes?: number;
  /** Keys of `requirements` that a network of this model can have; parameters may remove `dropout` and `softmax`. */
  provides?: readonly RequirementKey[];
}

export interface TrainingInfo extends CatalogueEntry {
  /** The set that an epoch passes through, where the spec does not say: the labelled set where absent, or the larger one. */
  epochsOver?: 'labelled' | 'larger';
  /** Whether it continues from what the training of the cycle before came to; from initial weights where absent. */
  continues?: true;
  /** Keys of `requirements` that the training needs of model and data; none where absent. */
  requires?: readonly RequirementKey[];
  /** Keys of `requirements` that the training provides for the query; none where absent. */
  provides?: readonly RequirementKey[];
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
  /** Kinds of assets that the runner prepares where they are required. */
  assets: AssetKindInfo[];
}

export interface AssetKindInfo {
  kind: AssetKind;
  /** Keys of `requirements`. */
  provides: readonly RequirementKey[];
}
