/** What a strategy with given parameters requires. */
import type { RequirementKey } from '../../protocol/requirements.ts';
import type { ParameterValues } from '../../protocol/spec.ts';
import type { Strategy } from './strategy.ts';

export const requirementsOf = (
  strategy: Pick<Strategy, 'about' | 'requirementsFor'>,
  parameters: ParameterValues,
): RequirementKey[] => [...new Set([...strategy.about.requires, ...(strategy.requirementsFor?.(parameters) ?? [])])];
