/** The figures, in the order in which they stand on the page within their slots. */
import { accuracy } from './accuracy/figure.ts';
import { armQueries } from './arm-queries/figure.ts';
import type { AssetFigure } from './asset-figure.ts';
import { classBalance } from './class-balance/figure.ts';
import { comparison } from './comparison/figure.ts';
import { confusion } from './confusion/figure.ts';
import { criticEntropy } from './critic-entropy/figure.ts';
import type { AnyFigure } from './figure.ts';
import { gain } from './gain/figure.ts';
import { generatedSamples } from './generated-samples/figure.ts';
import { labelsPerClass } from './labels-per-class/figure.ts';
import { labelsToReach } from './labels-to-reach/figure.ts';
import { latentMap } from './latent-map/figure.ts';
import { plane } from './plane/figure.ts';
import { poolSubsets } from './pool-subsets/figure.ts';
import { queries } from './queries/figure.ts';
import { queryEntropy } from './query-entropy/figure.ts';
import { queryLoss } from './query-loss/figure.ts';
import { queryTargets } from './query-targets/figure.ts';
import { ranks } from './ranks/figure.ts';
import { selectionTime } from './selection-time/figure.ts';
import { summary } from './summary/figure.ts';
import { synthesizedQueries } from './synthesized-queries/figure.ts';
import { time } from './time/figure.ts';
import { trainingTrace } from './training-trace/figure.ts';

/** Of *Results*. */
export const figures: readonly AnyFigure[] = [
  // arms
  plane,
  armQueries,
  // centre
  queryTargets,
  synthesizedQueries,
  queries,
  // side
  accuracy,
  // middle
  queryLoss,
  criticEntropy,
  // below
  queryEntropy,
  labelsPerClass,
  classBalance,
  time,
  summary,
  gain,
  labelsToReach,
  confusion,
  selectionTime,
  poolSubsets,
  comparison,
  ranks,
  latentMap,
];

/** Of an asset in preparation. */
export const assetFigures: readonly AssetFigure[] = [generatedSamples, trainingTrace];
