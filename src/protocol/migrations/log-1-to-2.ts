/**
 * Log format 1 (program version 0.1.0, without `format`) to format 2: standard names of events, measures by name, open
 * metrics of the training.
 */
import { isRawEvent, type RawEvent } from './raw-event.ts';

const eventTypes: Record<string, string> = { moved: 'backend-changed', referenced: 'full-supervision' };
const criticMetrics = {
  unlabelled: 'criticUnlabelled',
  labelled: 'criticLabelled',
  norm: 'criticNorm',
  entropy: 'criticEntropy',
};

/** Renames a field without changing the order of the fields; absent fields stay absent. */
const renamed = (fields: RawEvent, names: Record<string, string>): RawEvent =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));

export function migrateLog1To2(event: RawEvent): RawEvent {
  const type = typeof event['type'] === 'string' ? (eventTypes[event['type']] ?? event['type']) : event['type'];
  switch (type) {
    case 'started':
      return { type, format: 2, ...without(event, 'type') };
    case 'backend-changed':
      return { ...event, type };
    case 'trained': {
      const { adversary } = event;
      return {
        ...without(event, 'adversary'),
        metrics: isRawEvent(adversary) ? renamed(adversary, criticMetrics) : {},
      };
    }
    case 'measured':
    case 'full-supervision':
      return { ...without(event, 'testAccuracy'), type, values: { accuracy: event['testAccuracy'] } };
    case 'queried': {
      const { imagined } = event;
      return {
        ...renamed(event, { alone: 'perMetric' }),
        ...(isRawEvent(imagined) && { imagined: renamed(imagined, { of: 'matchedTo', ways: 'paths' }) }),
      };
    }
    default:
      return event;
  }
}

const without = (fields: RawEvent, name: string): RawEvent =>
  Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
