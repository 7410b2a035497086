/** Runs `npm run lab` as a process. */
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
 * @param cwd the folder that relative paths start from
 * @param kill gets all of stderr so far; the first signal that it returns is sent to the process
 */
export function runLab(
  cwd: string,
  words: string[],
  kill: (stderr: string) => NodeJS.Signals | undefined = () => undefined,
): Promise<ProcessResult> {
  const tsx = join(home, 'node_modules/tsx/dist/loader.mjs');
  const child = spawn(process.execPath, ['--import', tsx, join(home, 'tools/lab.ts'), ...words], { cwd });
  let stderr = '';
  let killed = false;
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
    const signal = killed ? undefined : kill(stderr);
    if (signal) killed = child.kill(signal);
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr, stdout })));
}
