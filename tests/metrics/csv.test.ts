/** Tables as CSV, as spreadsheets read them. */
import { expect, test } from 'vitest';
import { csvOf } from '../../src/metrics/csv.ts';

test('texts that a spreadsheet would evaluate begin with an apostrophe; numbers stay numbers', () => {
  const rows = [
    ['=2*3', '+cold', '-hot', '@rest', '\tx'],
    [-2.5, '-2.5', '+1e3', 'a=b', '-'],
  ];
  expect(csvOf(['=1', 'b', 'c', 'd', 'e'], rows)).toBe(
    "'=1,b,c,d,e\n'=2*3,'+cold,'-hot,'@rest,'\tx\n-2.5,-2.5,+1e3,a=b,'-\n",
  );
});

test('a formula in quotes is neutralised within them', () => {
  expect(csvOf(['k'], [['=HYPERLINK("a", "b")']])).toBe('k\n"\'=HYPERLINK(""a"", ""b"")"\n');
});
