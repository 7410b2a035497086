/** The results' table: what a script that reads results.csv counts on. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { resultRows, resultsCsv } from '../../../src/measures/results.ts';
import { logOf } from './logs.ts';

const promised = 'arm,seed,cycle,labelled,test_accuracy,mean_entropy_new,balance,train_s,select_s';

describe('the results', () => {
  test('have a row for every arm, seed and cycle, arm by arm', () => {
    const rows = resultRows(logOf({ seeds: [3, 4] }));
    expect(rows.map((row) => `${row.arm} ${row.seed} ${row.cycle}`)).toEqual(
      ['random', 'margin'].flatMap((arm) =>
        [3, 4].flatMap((seed) => [0, 1, 2].map((cycle) => `${arm} ${seed} ${cycle}`)),
      ),
    );
    expect(rows.map((row) => row.labelled).slice(0, 3)).toEqual([2, 4, 6]);
  });

  test('give the entropy of the newly added in the row whose labelled set they joined', () => {
    const rows = resultRows(logOf({ entropies: (arm, cycle) => [cycle, cycle + arm] }));
    const margin = rows.filter((row) => row.arm === 'margin').map((row) => row.meanEntropyNew);
    expect(margin).toEqual([null, 0.5, 1.5]);
  });

  test('give balance as entropy of the class shares over ln K', () => {
    // Cycle 1 has labels 0, 1 and twice 0: shares 3/4 and 1/4.
    const rows = resultRows(logOf({ label: () => 0 }));
    const quarter = (0.75 * Math.log(4 / 3) + 0.25 * Math.log(4)) / Math.log(2);
    expect(rows[0]?.balance).toBeCloseTo(1, 12);
    expect(rows[1]?.balance).toBeCloseTo(quarter, 12);
    expect(rows[1]?.counts).toEqual([3, 1]);
  });

  test('as CSV begin with the promised columns and read back as they were', () => {
    const log = logOf({ spec: { arms: [{ strategy: 'random', name: 'a "b", c' }, { strategy: 'margin' }] } });
    const csv = resultsCsv(log);
    expect(csv.split('\n')[0]?.startsWith(promised)).toBe(true);
    const { data, errors } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(6);
    expect(data[0]).toMatchObject({ arm: 'a "b", c', cycle: '0', mean_entropy_new: '', train_s: '2', select_s: '1' });
    expect(data[2]).toMatchObject({
      labelled: '6',
      test_accuracy: '0.7',
      select_s: '',
      count_up: '3',
      count_down: '3',
    });
  });

  test('of a run that has only begun are a header, not a fault', () => {
    expect(resultsCsv([])).toMatch(new RegExp(`^${promised}`));
    expect(resultRows(logOf({ steps: 0 }))).toEqual([]);
  });
});
