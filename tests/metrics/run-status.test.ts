/** What screen readers are told of a run, cycle by cycle, and of a line chart. */
import { describe, expect, it } from 'vitest';
import { curvesOf } from '../../src/metrics/curves/curves.ts';
import { nearestCycle, readableCycles, readoutAt, readoutText } from '../../src/metrics/curves/readout.ts';
import { cycleText } from '../../src/metrics/run-status.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { accuracyInfo } from '../../src/protocol/measure-info.ts';
import type { LogEvent, Started } from '../../src/protocol/events.ts';
import { armNames } from '../../src/protocol/spec.ts';
import { buildLog } from '../support/build-log.ts';

function said(log: LogEvent[], measure = accuracyInfo): string {
  const { spec } = log[0] as Started;
  return cycleText(spec, log, { arms: armNames(spec), measure });
}

describe('a run’s status', () => {
  it('names the last cycle that every arm has finished, the best arm first', () => {
    const log = buildLog({ accuracy: (arm, cycle) => 0.5 + 0.1 * cycle + 0.052 * arm });
    expect(said(log)).toBe('cycle 2 of 2, margin 75.2 %, random 70.0 %');
    // only one arm has measured cycle 1
    const within = log.findLastIndex((event) => event.type === 'measured' && event.cycle === 1 && event.arm === 0);
    expect(said(log.slice(0, within + 1))).toBe('cycle 0 of 2, margin 55.2 %, random 50.0 %');
  });

  it('says nothing before the first cycle is finished', () => {
    expect(said(buildLog({ steps: 1 }))).toBe('');
  });

  it('counts the seeds where there are several, and never mixes two of them', () => {
    const log = buildLog({ seeds: [7, 9], accuracy: (_arm, _cycle, seed) => (seed === 9 ? 0.9 : 0.6) });
    expect(said(log)).toBe('cycle 2 of 2, seed 2 of 2, margin 90.0 %, random 90.0 %');
    const firstOfSecond = log.findIndex((event) => event.type === 'measured' && event.seed === 9);
    expect(said(log.slice(0, firstOfSecond + 1))).toBe('cycle 2 of 2, seed 1 of 2, margin 60.0 %, random 60.0 %');
  });

  it('puts the least first where less is better, and counts arms after the fourth', () => {
    const arms = ['random', 'margin', 'entropy', 'core-set', 'badge', 'waal'];
    const log = buildLog({ arms, accuracy: (arm) => 0.1 * arm });
    const loss = { ...accuracyInfo, unit: '', better: 'less' as const };
    expect(said(log, loss)).toBe('cycle 2 of 2, random 0.000, margin 0.100, entropy 0.200, core-set 0.300, 2 more');
  });
});

describe('a line chart’s readout', () => {
  const curves = curvesOf(
    tableOf(buildLog({ seeds: [1, 2], accuracy: (arm, cycle, seed) => 0.5 + 0.1 * arm + 0.1 * cycle + 0.02 * seed }))!,
    accuracyInfo,
  );
  const format = (value: number) => (100 * value).toFixed(1);

  it('has the values of a cycle with their bands, the largest first', () => {
    const readout = readoutAt(curves, 1, 'labels')!;
    expect(readoutText(readout, { band: 'range', format })).toBe(
      '4 labels, cycle 1: Margin 73.0, band 72.0 to 74.0; Random 63.0, band 62.0 to 64.0',
    );
    expect(readoutAt(curves, 5, 'labels')).toBeUndefined();
  });

  it('has the cycles of any curve, and finds the one nearest to the pointer', () => {
    expect(readableCycles(curves)).toEqual([0, 1, 2]);
    // labels 2, 4, 6 at 20, 40, 60 pixels
    const at = (pixels: number) => nearestCycle(curves, { axis: 'labels', x: (value) => 10 * value, at: pixels });
    expect([at(0), at(29), at(31), at(500)]).toEqual([0, 0, 1, 2]);
    expect(nearestCycle([], { axis: 'labels', x: (value) => value, at: 3 })).toBeUndefined();
  });
});
