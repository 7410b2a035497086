/** Data that the figure of selection times fetches beside the shown run. */
import type { StepTable } from '../../../metrics/step-table.ts';

export interface SelectionTimeOptions {
  /** Tables of stored runs with the same arms on other pools; empty until they are read. */
  related: StepTable[];
}
