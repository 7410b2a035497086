/**
 * The look of each strategy, the same in every design: “the grey line” is random sampling wherever it is drawn. Dash and mark
 * tell the lines apart without colour. A strategy without a line here gets a look by its place in the design.
 */
export const marks = ['circle', 'square', 'triangle', 'diamond', 'cross', 'star', 'wye', 'plus'] as const;

/** `stroke-dasharray` at a line width of 2. */
export const dashes = ['none', '7 4', '2 3.5', '9 3.5 2 3.5', '13 4', '5 2.5 1.5 2.5 1.5 2.5', '4 4', '11 3 3 3 3 3'];

/** Numbers of the colour (`--arm-…` in tokens.css), of the mark and of the dash. */
export const strategyStyles: Readonly<Record<string, readonly [color: number, mark: number, dash: number]>> = {
  random: [7, 0, 0],
  entropy: [1, 1, 1],
  margin: [2, 2, 2],
  'core-set': [3, 3, 3],
  'least-confidence': [4, 4, 4],
  bald: [0, 5, 0],
  'batch-bald': [5, 6, 1],
  badge: [6, 7, 2],
  'k-median': [15, 0, 4],
  'class-balanced': [16, 1, 0],
  waal: [8, 2, 3],
  mixture: [9, 3, 0],
  asal: [10, 4, 1],
  gaal: [11, 5, 2],
  adba: [12, 6, 3],
  'deep-fool': [13, 7, 4],
  'minimum-distance': [17, 0, 1],
  'alfa-mix': [14, 1, 2],
  'typi-clust': [18, 0, 5],
  'prob-cover': [20, 1, 5],
  'learning-loss': [21, 2, 5],
  vaal: [22, 3, 5],
  'ta-vaal': [23, 4, 5],
  'core-gcn': [24, 5, 5],
  'uncertain-gcn': [25, 6, 5],
  tod: [26, 7, 5],
  snapshot: [27, 0, 6],
  ads: [28, 1, 6],
  committee: [19, 2, 6],
  'greedy-oracle': [29, 3, 6],
  'most-confident': [30, 4, 6],
  'large-margin': [31, 5, 6],
  'least-entropy': [32, 6, 6],
};
