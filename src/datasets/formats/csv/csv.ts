/** Text tables with commas, tabs, semicolons or bars between the cells. */
import type { Format } from '../format.ts';
import { isText } from '../file-head.ts';
import { expandLists } from '../../tables/list-cells.ts';
import { detectSeparator, readRows } from '../../tables/text-rows.ts';

export const csv: Format = {
  name: 'csv',
  title: 'CSV',
  extensions: ['.csv', '.tsv', '.txt'],
  choices: ['labelColumn', 'columns', 'imageSize', 'channels'],
  // A table beside images or arrays describes them; it is not a data set of its own.
  secondary: true,
  recognise: (head) => (isText(head) && detectSeparator(head) ? 'content' : undefined),
  async open(entries, opening) {
    const { openTextTable } = await import('../../tables/text-table.ts');
    return openTextTable(entries, opening, { title: 'CSV', readRows: expandLists(readRows) });
  },
};
