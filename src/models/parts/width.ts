/** Width of a network relative to its paper's: a quarter of the width has about a sixteenth of the weights and the work. */
import { numberParameter } from '../../protocol/parameters.ts';

export const widthParameter = numberParameter('width', {
  label: 'Width',
  about:
    'Filters and units of every hidden layer as a share of the paper’s. At a quarter a sixteenth of the weights is left.',
  default: 1,
  min: 0.0625,
  max: 2,
  step: 0.0625,
});

/** The paper's number of filters at this width. */
export const scaledFilters = (filters: number, width: number): number => Math.max(1, Math.round(filters * width));
