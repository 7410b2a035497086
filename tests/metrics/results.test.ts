/** The table of results, as scripts read it from results.csv. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { neighbourSearchOf } from '../../src/metrics/assets/asset-use.ts';
import { resultRows, resultsCsv } from '../../src/metrics/results.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { buildLog } from '../support/build-log.ts';

const promised = 'arm,seed,cycle,labelled,test_accuracy,mean_entropy_new,balance,train_s,select_s';

describe('the results', () => {
  test('have a row for every arm, seed and cycle, arm by arm', () => {
    const rows = resultRows(buildLog({ seeds: [3, 4] }));
    expect(rows.map((row) => `${row.arm} ${row.seed} ${row.cycle}`)).toEqual(
      ['random', 'margin'].flatMap((arm) =>
        [3, 4].flatMap((seed) => [0, 1, 2].map((cycle) => `${arm} ${seed} ${cycle}`)),
      ),
    );
    expect(rows.map((row) => row.labelled).slice(0, 3)).toEqual([2, 4, 6]);
  });

  test('give the entropy of the queries in the row whose labelled set includes them', () => {
    const rows = resultRows(buildLog({ entropies: (arm, cycle) => [cycle, cycle + arm] }));
    const margin = rows.filter((row) => row.arm === 'margin').map((row) => row.meanEntropyNew);
    expect(margin).toEqual([null, 0.5, 1.5]);
  });

  test('give balance as the entropy of the class proportions over ln K', () => {
    // Cycle 1 has labels 0, 1 and twice 0: shares 3/4 and 1/4.
    const rows = resultRows(buildLog({ label: () => 0 }));
    const quarter = (0.75 * Math.log(4 / 3) + 0.25 * Math.log(4)) / Math.log(2);
    expect(rows[0]?.balance).toBeCloseTo(1, 12);
    expect(rows[1]?.balance).toBeCloseTo(quarter, 12);
    expect(rows[1]?.counts).toEqual([3, 1]);
  });

  test('as CSV begin with the stable columns and read back unchanged', () => {
    const log = buildLog({ spec: { arms: [{ strategy: 'random', name: 'a "b", c' }, { strategy: 'margin' }] } });
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

  test('have the preparation of a query, each asset counted once, and its neighbour search', () => {
    const log = buildLog();
    const queried = log.find((event) => event.type === 'queried' && event.arm === 1)!;
    Object.assign(queried, {
      prepared: {
        seconds: 0.1,
        assets: [
          { id: 'generator-1', kind: 'generator', seconds: 30 },
          { id: 'features-1', kind: 'features', seconds: 12.5 },
        ],
      },
      search: { kind: 'approximate', recall: 0.96 },
    });
    const again = parseLog(serialiseLog(log));
    expect(again).toEqual(log);
    const rows = resultRows(again).filter(({ arm }) => arm === 'margin');
    expect(rows[0]).toMatchObject({ prepareSeconds: 42.5, search: 'approximate', recall: 0.96 });
    expect(rows[1]).toMatchObject({ prepareSeconds: null, search: null, recall: null });
    expect(resultsCsv(again).split('\n')[0]).toMatch(
      /,prepare_s,search,recall,diverged,assets_s,run,data,data_id,seed_list,program_version,backend$/,
    );
    expect(neighbourSearchOf(tableOf(again)!, 1)).toEqual({ kind: 'approximate', recall: 0.96 });
    expect(neighbourSearchOf(tableOf(again)!, 0)).toBeUndefined();
  });

  test('as CSV end with the measures besides accuracy and the metrics of trainings and queries, empty where a row has none', () => {
    const log = buildLog().map((event) =>
      event.type === 'measured'
        ? { ...event, values: { ...event.values, 'log-loss': event.cycle + 0.5, 'macro-f1': NaN } }
        : event.type === 'trained' && event.arm === 1
          ? { ...event, metrics: { criticEntropy: 0.25 } }
          : event.type === 'queried' && event.arm === 1
            ? { ...event, metrics: { coverRadius: 1.5 } }
            : event,
    );
    const csv = resultsCsv(log);
    expect(csv.startsWith(promised)).toBe(true);
    expect(csv.split('\n')[0]).toMatch(/,recall,diverged,assets_s,log_loss,macro_f1,critic_entropy,cover_radius,run,/);
    const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(data[1]).toMatchObject({ arm: 'random', cycle: '1', log_loss: '1.5', macro_f1: '', critic_entropy: '' });
    expect(data.at(-1)).toMatchObject({ arm: 'margin', log_loss: '2.5', critic_entropy: '0.25', cover_radius: '' });
    expect(data.at(-2)).toMatchObject({ arm: 'margin', cover_radius: '1.5' });
  });

  test('of a run without steps are a header only', () => {
    expect(resultsCsv([])).toMatch(new RegExp(`^${promised}`));
    expect(resultRows(buildLog({ steps: 0 }))).toEqual([]);
  });
});
