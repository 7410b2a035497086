/** Text tables with commas, tabs, semicolons or bars between the cells. */
import type { Format } from '../format.ts';
import { isText } from '../file-head.ts';
import { isTable } from '../../tables/dialect.ts';

export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  about:
    'points of a plane, features or pixels, also in one cell; any usual separator, decimal mark and encoding; a column of parts',
  extensions: ['.csv', '.tsv', '.txt'],
  choices: [
    ...(['separator', 'decimal', 'encoding', 'header', 'labelColumn', 'partColumn', 'leftOut'] as const),
    ...(['missingWords', 'minusOne', 'columns', 'imageSize', 'channels'] as const),
  ],
  // A table beside images or arrays describes them; it is not a data set of its own.
  secondary: true,
  recognise: (head) => (isText(head) && isTable(head) ? 'content' : undefined),
  open: async (entries, opening) => (await import('./read-csv.ts')).openCsv(entries, opening),
};
