/** A measurement as the log has it. */
import type { LogEvent } from '../../src/protocol/events.ts';

export const measuredEvent = (cycle: number, arm = 0, seed = 1): LogEvent => ({
  type: 'measured',
  ...{ seed, cycle, arm, labelled: 4 + 4 * cycle },
  ...{ values: { accuracy: 0.8 }, counts: [2, 2], seconds: 0.1 },
});
