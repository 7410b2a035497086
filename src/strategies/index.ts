/** All query strategies. The page, the schema, the command line and the docs pick up a new one from this list. */
import { findByName } from '../protocol/problem.ts';
import { adba } from './adba.ts';
import { agreementDiscrepancy } from './learned/agreement-discrepancy.ts';
import { alfaMix } from './alfa-mix.ts';
import { asal } from './asal.ts';
import { badge } from './badge.ts';
import { bald } from './bald.ts';
import { batchBald } from './batch-bald.ts';
import { classBalanced } from './class-balanced.ts';
import { committee } from './committee.ts';
import { coreGcn } from './learned/core-gcn.ts';
import { coreSet } from './core-set.ts';
import { deepFool } from './deep-fool.ts';
import { entropy } from './entropy.ts';
import { gaal } from './gaal.ts';
import { greedyOracle } from './greedy-oracle.ts';
import { learningLoss } from './learned/learning-loss.ts';
import { kMedianStrategy } from './k-median.ts';
import { largeMargin } from './certainty/large-margin.ts';
import { leastConfidence } from './least-confidence.ts';
import { leastEntropy } from './certainty/least-entropy.ts';
import { margin } from './margin.ts';
import { minimumDistance } from './minimum-distance.ts';
import { mixtureQuery } from './mixture-query.ts';
import { probCover } from './prob-cover.ts';
import { mostConfident } from './certainty/most-confident.ts';
import { outputDiscrepancy } from './learned/output-discrepancy.ts';
import { random } from './random.ts';
import { snapshotEnsemble } from './learned/snapshot-ensemble.ts';
import type { Strategy } from './contracts/strategy.ts';
import { taVaal } from './learned/ta-vaal.ts';
import { typiClust } from './typi-clust.ts';
import { uncertainGcn } from './learned/uncertain-gcn.ts';
import { vaal } from './learned/vaal.ts';
import { waal } from './waal.ts';

export const strategies: readonly Strategy[] = [
  random,
  leastConfidence,
  margin,
  entropy,
  minimumDistance,
  coreSet,
  kMedianStrategy,
  typiClust,
  probCover,
  bald,
  batchBald,
  committee,
  deepFool,
  badge,
  alfaMix,
  classBalanced,
  learningLoss,
  outputDiscrepancy,
  snapshotEnsemble,
  agreementDiscrepancy,
  waal,
  vaal,
  taVaal,
  uncertainGcn,
  coreGcn,
  mixtureQuery,
  mostConfident,
  largeMargin,
  leastEntropy,
  asal,
  gaal,
  adba,
  greedyOracle,
];

/** @throws Problem `bad-spec` where there is none of this name */
export const strategyNamed = (name: string): Strategy =>
  findByName('strategy', strategies, ({ about }) => about.name, name);
