/** The arm that is added to a design for a strategy. */
import type { Catalogue, StrategyInfo } from '../catalogue.ts';
import type { DatasetSummary } from '../dataset.ts';
import type { ArmSpec, Spec } from '../spec.ts';
import { incompatibilities } from './compatibility.ts';

interface Surroundings {
  spec: Spec;
  /** Undefined while the data are unknown: then everything fits. */
  datasetSummary: DatasetSummary | undefined;
  catalogue: Catalogue | undefined;
}

/**
 * With the strategy's own training method where the design's does not provide what it requires.
 * @returns the arm, and why it would be refused, where even so it would be
 */
export function newArm(
  strategy: StrategyInfo,
  { spec, datasetSummary, catalogue }: Surroundings,
): {
  arm: ArmSpec;
  fault?: string;
} {
  const plain: ArmSpec = { strategy: strategy.name, parameters: {} };
  const own = strategy.ownTraining;
  const candidates: ArmSpec[] = own
    ? [plain, { ...plain, training: { ...spec.training, method: own, parameters: {} } }]
    : [plain];
  const faultOf = (arm: ArmSpec): string | undefined =>
    datasetSummary &&
    incompatibilities({ ...spec, arms: [arm] }, datasetSummary, catalogue).find(({ section }) => section === 'arms')
      ?.text;
  const fitting = candidates.find((arm) => faultOf(arm) === undefined);
  return fitting ? { arm: fitting } : { arm: plain, fault: faultOf(plain)! };
}
