/**
 * `npm run lab -- run SPEC.json --out DIR`: runs a spec in a headless browser with the same workers as the page.
 * `npm run lab -- replay LOG --seed 1 --cycle 3 --arm 2`: trains a step of a log again.
 * `npm run lab -- inspect FILE…`: what the import dialog would show of files; it needs no browser, and starts without
 * the code of the other two.
 * Exit status 0 when finished, 1 with one sentence on stderr when something is wrong, 2 for a replay that differs from the log,
 * 130 when interrupted.
 */
import { runCommand } from './command-line.ts';
import { readInspect } from './lab/inspect/command.ts';

async function main(): Promise<number> {
  const [verb, ...given] = process.argv.slice(2);
  const command = verb === 'inspect' ? readInspect(given) : 'help';
  if (command === 'help') {
    const words = verb === 'inspect' ? ['--help'] : process.argv.slice(2);
    return (await import('./lab/run-and-replay.ts')).runOrReplay(words);
  }
  const { inspect } = await import('./lab/inspect/inspect.ts');
  process.stdout.write(await inspect(command));
  return 0;
}

await runCommand(main);
