/** Files that must be refused: the table of cases and the test of each. */
import { expect, test } from 'vitest';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';
import { importHarness } from './import-harness.ts';

export type RefusedFiles = [
  fault: string,
  /** Name that the message contains. */
  file: string,
  code: string,
  message: RegExp,
  files: () => Promise<InputFile[]>,
];

/** Each case is refused with a problem that names the file and the fault, and nothing is stored. */
export function testRefusals(cases: readonly RefusedFiles[]): void {
  test.each(cases)(
    '%s is refused with the name of the file (%s) and the fault; nothing is stored',
    async (_, file, code, message, files) => {
      const { library, keep } = importHarness();
      const failed: unknown = await keep(await files()).then(
        (info) => `stored ${info.count}`,
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({ name: 'Problem', code });
      expect((failed as Error).message).toMatch(message);
      expect((failed as Error).message).toContain(file);
      expect(await library.datasets()).toEqual([]);
    },
  );
}
