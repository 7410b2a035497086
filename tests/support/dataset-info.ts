/** The record of a stored data set. */
import type { DatasetInfo } from '../../src/protocol/dataset.ts';

/** Two columns of numbers and two classes, from dropped files. */
export const datasetInfoOf = (change: Partial<DatasetInfo>): DatasetInfo => ({
  ...{ id: 'groups', name: 'Groups', kind: 'table', shape: [2], dtype: 'float32', classes: ['left', 'right'] },
  ...{ count: 120, testCount: 0, labelledCount: 120, chunkSize: 50, bytes: 960, created: 0 },
  ...{ scale: { mean: [1, 0], std: [1.4, 1] }, source: { kind: 'files', files: [] } },
  ...change,
});
