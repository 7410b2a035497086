/** Export and re-import of a run's log. */
import { describe, expect, test } from 'vitest';
import { logBlob, logParts, parseLog, serialiseLog } from '../../src/protocol/log/log-file.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

const problemOf = (text: string): Problem => {
  try {
    parseLog(text, 'run.jsonl');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('accepted');
};
const changed = (change: (log: LogEvent[]) => LogEvent[]) => serialiseLog(change(structuredClone(buildLog())));

describe('a log as a file', () => {
  test('leaves in parts of whole lines, which together are the log', async () => {
    const log = buildLog();
    const parts = [...logParts(log, 500)];
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part).toMatch(/^\{.*\}\n$/s);
    expect(parts.join('')).toBe(serialiseLog(log));
    expect(await logBlob(log).text()).toBe(serialiseLog(log));
  });

  test('reads back unchanged, finished or not, also with Windows line ends and a byte-order mark', () => {
    for (const log of [buildLog({ seeds: [1, 2], spec: { reference: true } }), buildLog({ steps: 3 })]) {
      expect(parseLog(serialiseLog(log))).toEqual(log);
      expect(parseLog('\uFEFF' + serialiseLog(log).replaceAll('\n', '\r\n'))).toEqual(log);
    }
  });

  test('keeps critic, mixtures and losses, and reads unchanged without them', () => {
    const cells = btoa('abcdef');
    const values = { values: cells, least: 0.1, greatest: 0.9 };
    const component = { label: 1, weight: 1, mean: [0, 1], covariance: [1, 0, 2] };
    const mapped = {
      ...{ type: 'mapped', seed: 1, cycle: 0, arm: 0, columns: 3, rows: 2, extent: [0, 1, 0, 1] },
      ...{ predicted: cells, confidence: cells },
    } as Extract<LogEvent, { type: 'mapped' }>;
    const more = { critic: values, mixtures: { likelihood: values, labelled: [], unlabelled: [component] } };
    const withMap = (map: object, asked: object) =>
      serialiseLog(
        buildLog().flatMap((one): LogEvent[] =>
          one.type === 'measured' && one.cycle === 0 && one.arm === 0
            ? [one, { ...mapped, ...map }]
            : [one.type === 'queried' ? { ...one, ...asked } : one],
        ),
      );
    for (const text of [
      withMap({}, {}),
      withMap(more, { losses: [0.5, null], perMetric: [{ metric: 'I_like', loss: 1.5 }] }),
    ])
      expect(parseLog(text)).toEqual(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as LogEvent),
      );
    expect(problemOf(withMap({ critic: { ...values, values: btoa('abc') } }, {})).message).toMatch(
      /wrong number of cells/,
    );
    expect(problemOf(withMap({ acquisition: btoa('abc') }, {})).message).toMatch(/wrong number of cells/);
    expect(problemOf(withMap({}, { losses: [0.5] })).message).toMatch(/more samples than scores/);
  });

  test('that is truncated is refused with its line', () => {
    const text = serialiseLog(buildLog());
    const problem = problemOf(text.slice(0, -5));
    expect(problem.code).toBe('bad-file');
    expect(problem.message).toBe(`run.jsonl is damaged in line ${buildLog().length}: it is not JSON, or is cut off.`);
  });

  test('of another kind is refused with a message', () => {
    expect(problemOf('').message).toMatch(/not the log of a run/);
    expect(problemOf('{"type":"measured"}').message).toMatch(/line 1: “seed” is wrong/);
    expect(problemOf('{"type":"hello"}').message).toMatch(/line 1/);
    expect(problemOf('[1,2]').message).toMatch(/line 1/);
  });

  test.each<[string, (log: LogEvent[]) => LogEvent[], RegExp]>([
    [
      'a missing step',
      (log) => log.filter((one) => !(one.type === 'measured' && one.cycle === 1)),
      /not the one that its spec plans/,
    ],
    [
      'a repeated step',
      (log) => log.flatMap((one): LogEvent[] => (one.type === 'measured' ? [one, one] : [one])),
      /not the one that its spec plans/,
    ],
    ['an arm too many', (log) => log.map((one) => ('arm' in one ? { ...one, arm: 2 } : one)), /arm 2, cycle 0/],
    ['a foreign seed', (log) => log.map((one) => ('seed' in one ? { ...one, seed: 9 } : one)), /seed 9/],
    [
      'fewer labels than samples',
      (log) => log.map((one) => (one.type === 'labelled' ? { ...one, labels: [0] } : one)),
      /differ in number/,
    ],
    [
      'a sample outside of the data set',
      (log) => log.map((one) => (one.type === 'queried' ? { ...one, indices: [5, 200] } : one)),
      /sample 200 of a data set of 200/,
    ],
    [
      'an accuracy of 87',
      (log) => log.map((one) => (one.type === 'measured' ? { ...one, values: { accuracy: 87 } } : one)),
      /values\.accuracy/,
    ],
    [
      'a confusion matrix of three classes',
      (log) => log.map((one) => (one.type === 'measured' ? { ...one, confusion: [4, -3, 5, -3, 6] } : one)),
      /confusion matrix has the wrong number of cells/,
    ],
    [
      'a broken spec',
      (log) => log.map((one) => (one.type === 'started' ? { ...one, spec: {} as never } : one)),
      /broken spec/,
    ],
    ['an early end', (log) => log.filter((one) => !('cycle' in one && one.cycle === 2)), /steps are missing/],
  ])('with %s is refused', (_, change, message) => {
    const problem = problemOf(changed(change));
    expect(problem.message).toMatch(message);
    expect(problem.remedy).not.toBe('');
  });
});
