/** `npm run lab` as a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../../', import.meta.url));

export interface ProcessResult {
  status: number | null;
  stderr: string;
  stdout: string;
}

/**
 * @param cwd what relative paths are relative to
 * @param kill told what the process has said so far; the first signal that it answers is sent
 */
export function runLab(
  cwd: string,
  words: string[],
  kill: (said: string) => NodeJS.Signals | undefined = () => undefined,
): Promise<ProcessResult> {
  const tsx = join(home, 'node_modules/tsx/dist/loader.mjs');
  const child = spawn(process.execPath, ['--import', tsx, join(home, 'tools/lab.ts'), ...words], { cwd });
  let said = '';
  let killed = false;
  let wrote = '';
  child.stdout.on('data', (text: Buffer) => (wrote += text.toString()));
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
    const signal = killed ? undefined : kill(said);
    if (signal) killed = child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr: said, stdout: wrote })));
}
