/**
 * `npm run lab -- run spec.json --data FILE… --out DIR`: runs a spec in a headless browser with the same workers as the page.
 * Exit status 0 when finished, 1 with one sentence on stderr when something is wrong, 130 when interrupted.
 */
import { readFileSync } from 'node:fs';
import { runCommand } from './command-line.ts';
import { readCommand, USAGE } from './lab/command.ts';
import { openBrowser } from './lab/headless-browser.ts';
import { RunOutput } from './lab/run-output.ts';
import { ProgressLine } from './lab/progress-line.ts';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), (path) => readFileSync(path, 'utf8'));
  if (command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { spec, data, out, backend, assets, measure } = command;
  const output = new RunOutput(out, spec);
  const line = new ProgressLine(process.stderr, spec, measure);
  if (output.finished) {
    line.say(`The run in ${out} is already finished.`);
    return 0;
  }
  line.note('Starting the browser…');
  const browser = await openBrowser({
    begun: (log) => {
      output.begin(log);
      line.start(log);
    },
    events: (events) => {
      output.append(events);
      line.step(events);
    },
    progress: (message) => line.progress(message),
    note: (text) => line.note(text),
    said: (text) => line.say(text),
  });
  const interrupt = (): void => {
    line.note('Stopping…');
    void browser.stop();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const outcome = await browser.run({ spec, backend, log: output.resumedLog }, data, assets);
    output.finish();
    line.end(outcome, out);
    if (outcome === 'finished') for (const statement of output.statements(measure)) line.say(statement);
    return outcome === 'finished' ? 0 : 130;
  } finally {
    line.clear();
    await browser.close();
  }
}

await runCommand(main);
