/** All measures, in the order of the page's choice. */
import { accuracy } from './accuracy.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { calibrationError } from './calibration-error.ts';
import { fid } from './generation/frechet-distance.ts';
import { ganTestMeasure } from './generation/gan-test.ts';
import type { GeneratorMeasure } from './generation/generator-measure.ts';
import { inceptionScoreMeasure } from './generation/inception-score.ts';
import { logLoss } from './log-loss.ts';
import { macroF1 } from './macro-f1.ts';
import type { Measure } from './measure.ts';

export const measures: readonly Measure[] = [accuracy, balancedAccuracy, macroF1, logLoss, calibrationError];

/** Those of what a generator draws. */
export const generatorMeasures: readonly GeneratorMeasure[] = [ganTestMeasure, fid, inceptionScoreMeasure];
