/**
 * Log format 1 (program version 0.1.0, without `format`) to format 2: standard names of events, measures by name, open
 * metrics of the training.
 */
import { isRawFields, renamed, type RawFields } from './raw-fields.ts';

const eventTypes: Record<string, string> = { moved: 'backend-changed', referenced: 'full-supervision' };
const criticMetrics = {
  unlabelled: 'criticUnlabelled',
  labelled: 'criticLabelled',
  norm: 'criticNorm',
  entropy: 'criticEntropy',
};

export function migrateLog1To2(event: RawFields): RawFields {
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
        metrics: isRawFields(adversary) ? renamed(adversary, criticMetrics) : {},
      };
    }
    case 'measured':
    case 'full-supervision':
      return { ...without(event, 'testAccuracy'), type, values: { accuracy: event['testAccuracy'] } };
    case 'queried': {
      const { imagined } = event;
      return {
        ...renamed(event, { alone: 'perMetric' }),
        ...(isRawFields(imagined) && { imagined: renamed(imagined, { of: 'matchedTo', ways: 'paths' }) }),
      };
    }
    default:
      return event;
  }
}

const without = (fields: RawFields, name: string): RawFields =>
  Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
