/** Curves of the queries' losses and of the critic's entropy, computed by hand. */
import { describe, expect, test } from 'vitest';
import { queryLossCurves, metricCurves, scoreMetrics } from '../../src/metrics/curves/query-loss.ts';
import { tableOf } from '../../src/metrics/step-table.ts';
import { verdictCurves } from '../../src/metrics/curves/critic-entropy.ts';
import type { LogEvent } from '../../src/protocol/events.ts';
import { buildLog } from '../support/build-log.ts';

/** Arm 1 has a critic and a score with two components. */
function told(): LogEvent[] {
  return buildLog({ seeds: [1, 2] }).map((event): LogEvent => {
    if (event.type === 'queried') {
      const losses = event.arm === 0 ? [1, null] : [event.cycle, event.seed];
      const perMetric = [{ metric: 'I_like', loss: 3 + event.seed }, { metric: 'I_ent', loss: 0.5 }]; // prettier-ignore
      return { ...event, losses, ...(event.arm === 1 && { perMetric }) };
    }
    return event.type === 'trained' && event.arm === 1
      ? { ...event, metrics: { criticUnlabelled: 0.6, criticLabelled: 0.4, criticEntropy: 0.1 * event.cycle } }
      : event;
  });
}
const table = () => tableOf(told())!;
const means = (curve: { mean: { labelled: number; value: number }[] } | undefined) =>
  curve?.mean.map((point) => [point.labelled, point.value]);

describe('the losses of the queries', () => {
  test('are means over the samples with a true class, at the number of labels before the query', () => {
    const [random, margin] = queryLossCurves(table());
    expect(means(random)).toEqual([[2, 1], [4, 1]]); // prettier-ignore
    // seeds 1 and 2: (0 + 1)/2 and (0 + 2)/2, then (1 + 1)/2 and (1 + 2)/2
    expect(means(margin)).toEqual([[2, 0.75], [4, 1.25]]); // prettier-ignore
  });

  test('of one arm are shown with those of each component of its score, in colours of no other arm', () => {
    expect([scoreMetrics(table(), 0), scoreMetrics(table(), 1)]).toEqual([[], ['I_like', 'I_ent']]);
    const curves = metricCurves(table(), 1);
    expect(curves.map(({ arm, variantOf, name }) => [arm, variantOf, name])).toEqual([
      [1, undefined, 'combined score'],
      [2, 1, 'I_like alone'],
      [3, 1, 'I_ent alone'],
    ]);
    expect(means(curves[1])).toEqual([[2, 4.5], [4, 4.5]]); // prettier-ignore
    expect(means(curves[2])).toEqual([[2, 0.5], [4, 0.5]]); // prettier-ignore
  });

  test('are absent where the log has none', () => {
    for (const { mean } of queryLossCurves(tableOf(buildLog())!)) expect(mean).toEqual([]);
  });
});

test('the critic’s entropy is that of its training, and absent for an arm without a critic', () => {
  const [random, margin] = verdictCurves(table());
  expect(random!.mean).toEqual([]);
  expect(means(margin)).toEqual([[2, 0], [4, 0.1], [6, 0.2]]); // prettier-ignore
});
