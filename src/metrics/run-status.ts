/** What a screen reader is told of a run: its start, each cycle that all arms have finished, its pauses and its end. */
import type { LogEvent, Measured } from '../protocol/events.ts';
import type { MeasureInfo } from '../protocol/measure-info.ts';
import type { Spec } from '../protocol/spec.ts';
import { formatWithUnit, isBetter, valueOf } from './measure-values.ts';

/** Arms that are named; more would be still spoken when the next cycle is finished. */
const MAX_ARMS = 4;

/** The measurements of the last cycle that every arm has finished under one seed. */
export function completedCycle(spec: Spec, log: readonly LogEvent[]): Measured[] | undefined {
  const byCycle = new Map<string, Measured[]>();
  for (let at = log.length - 1; at >= 0; at--) {
    const event = log[at]!;
    if (event.type !== 'measured') continue;
    const key = `${event.seed} ${event.cycle}`;
    const others = byCycle.get(key) ?? [];
    byCycle.set(key, [...others, event]);
    if (others.length + 1 === spec.arms.length) return byCycle.get(key);
  }
  return undefined;
}

/** "cycle 4 of 12, core-set 97.8 %, random 94.0 %", the best arm first; empty before the first cycle. @param arms their names */
export function cycleText(
  spec: Spec,
  log: readonly LogEvent[],
  { arms, measure }: { arms: readonly string[]; measure: MeasureInfo },
): string {
  const measured = completedCycle(spec, log);
  if (!measured) return '';
  const { seed, cycle } = measured[0]!;
  const values = measured
    .flatMap((event) => {
      const value = valueOf(event, measure);
      return value === undefined ? [] : [{ name: arms[event.arm]!, value }];
    })
    .sort((a, b) => (a.value === b.value ? 0 : isBetter(measure, a.value, b.value) ? -1 : 1));
  const named = values.slice(0, MAX_ARMS).map(({ name, value }) => `${name} ${formatWithUnit(measure, value)}`);
  const rest = values.length - named.length;
  const seeds = spec.seeds.length;
  return [
    `cycle ${cycle} of ${spec.query.cycles}${seeds > 1 ? `, seed ${spec.seeds.indexOf(seed) + 1} of ${seeds}` : ''}`,
    ...named,
    ...(rest > 0 ? [`${rest} more`] : []),
  ].join(', ');
}
