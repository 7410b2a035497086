/**
 * Spec version 1 (program versions up to 0.2.0) to version 2. An epoch of WAAL's training and of its ablation now passes over the
 * larger set by default, and the discriminator's rate of the mixture paper has a name of its own: in version 1 it shared
 * `criticRate` with WAAL, where this is a multiple of the learner's rate.
 */
import { isRawFields, renamed, type RawFields } from './raw-fields.ts';

const EPOCHS_OVER_LARGER = ['wasserstein', 'h-divergence'];
const WITH_DISCRIMINATOR = ['mixture-da', 'mixture-reg-da'];

/** Fields of a training that stand before `epochsOver` in specs as stored: their order is that of the schema. */
const BEFORE_EPOCHS_OVER = ['method', 'epochs', 'batch', 'learningRate', 'optimizer', 'steps'];

export function migrateSpec1To2(spec: RawFields): RawFields {
  const { arms } = spec;
  return {
    ...withTraining(spec),
    ...(Array.isArray(arms) && { arms: arms.map((arm: unknown) => (isRawFields(arm) ? withTraining(arm) : arm)) }),
    version: 2,
  };
}

/** The spec or arm with its own training migrated, where it has one. */
const withTraining = (owner: RawFields): RawFields =>
  isRawFields(owner['training']) ? { ...owner, training: migrateTraining1To2(owner['training']) } : owner;

function migrateTraining1To2(training: RawFields): RawFields {
  const named = withDiscriminatorRate(training);
  if (!EPOCHS_OVER_LARGER.includes(named['method'] as string) || named['epochsOver'] !== undefined) return named;
  const fields = Object.entries(named);
  const at = fields.filter(([name]) => BEFORE_EPOCHS_OVER.includes(name)).length;
  return Object.fromEntries([...fields.slice(0, at), ['epochsOver', 'labelled'], ...fields.slice(at)]);
}

/** A training, of a spec or as resolved in a log, whose discriminator's rate has its name of version 2. */
export function withDiscriminatorRate(training: RawFields): RawFields {
  const { method, parameters } = training;
  if (!WITH_DISCRIMINATOR.includes(method as string) || !isRawFields(parameters)) return training;
  return { ...training, parameters: renamed(parameters, { criticRate: 'discriminatorRate' }) };
}
