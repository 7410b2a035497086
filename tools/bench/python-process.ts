/** A script of this folder that python3 runs, as the other half of a bench: it says a line once it is ready, and one after each turn. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface PythonProcess {
  /** What it said once it was ready. */
  header: string;
  /** Has it do its work once. */
  turn(): Promise<unknown>;
  end(): void;
}

/** Undefined where python3 does not have what the script needs. */
export async function startPython(script: string, args: readonly string[]): Promise<PythonProcess | undefined> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  // Debian's own first: its packages are not seen by a python of another kind
  for (const python of ['/usr/bin/python3', 'python3']) {
    const child = spawn(python, [path, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface(child.stdout);
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(lines, 'close').then(() => undefined),
      once(child, 'error').then(() => undefined),
    ]);
    if (first === undefined) continue;
    const end = (): void => void child.kill();
    process.once('exit', end);
    return {
      header: first,
      turn() {
        const done = once(lines, 'line');
        child.stdin.write('go\n');
        return done;
      },
      end() {
        process.off('exit', end);
        end();
      },
    };
  }
  return undefined;
}
