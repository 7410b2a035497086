/** Log format 2 (program versions up to 0.2.0) to format 3: the run's spec and the settings of its trainings are those of spec version 2. */
import { migrateSpec } from './migrate-spec.ts';
import { isRawFields, type RawFields } from './raw-fields.ts';
import { withDiscriminatorRate } from './spec-1-to-2.ts';

export function migrateLog2To3(event: RawFields): RawFields {
  if (event['type'] === 'started') return { ...event, format: 3, spec: migrateSpec(event['spec']) };
  const { type, settings } = event;
  if (type !== 'trained' || !isRawFields(settings) || !isRawFields(settings['training'])) return event;
  return { ...event, settings: { ...settings, training: withDiscriminatorRate(settings['training']) } };
}
