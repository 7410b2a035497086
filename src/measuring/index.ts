/** All measures, in the order of the page's choice. */
import { accuracy } from './accuracy.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { calibrationError } from './calibration-error.ts';
import { logLoss } from './log-loss.ts';
import { macroF1 } from './macro-f1.ts';
import type { Measure } from './measure.ts';

export const measures: readonly Measure[] = [accuracy, balancedAccuracy, macroF1, logLoss, calibrationError];
