/** Runs a Python script of this folder as part of a bench. It prints a line when it is ready, and one after each turn. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface PythonProcess {
  /** The line that it printed when it was ready. */
  header: string;
  /** Runs one turn. */
  turn(): Promise<unknown>;
  end(): void;
}

/** Undefined where python3 lacks a package that the script imports. */
export async function startPython(script: string, args: readonly string[]): Promise<PythonProcess | undefined> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  if (!existsSync(path)) throw new Error(`There is no script ${path}.`);
  // Debian's own first: another Python does not see its packages
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
