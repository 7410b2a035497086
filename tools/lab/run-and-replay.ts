/** The commands of `npm run lab` that need a browser: `run` and `replay`. */
import { readFileSync } from 'node:fs';
import { armNames } from '../../src/protocol/spec.ts';
import type { Started } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import { readCommand, USAGE, type RunCommand } from './command.ts';
import { openBrowser, type LabBrowser } from './headless-browser.ts';
import type { ReplayCommand } from './replay-command.ts';
import { replayReport } from './replay-report.ts';
import { RunOutput } from './run-output.ts';
import { ProgressLine } from './progress-line.ts';

/**
 * @param given the words after `npm run lab --`
 * @returns the exit status
 * @throws Problem
 */
export async function runOrReplay(given: string[]): Promise<number> {
  const command = readCommand(given, (path) => readFileSync(path, 'utf8'));
  if (command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  return command.kind === 'run' ? run(command) : replay(command);
}

async function run({ spec, data, out, backend, assets, measure }: RunCommand): Promise<number> {
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
  stopOnSignal(browser, line);
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

async function replay({ log, key, data, backend, assets }: ReplayCommand): Promise<number> {
  const { spec } = log[0] as Started;
  const line = new ProgressLine(process.stderr, spec);
  line.note('Starting the browser…');
  const ignore = (): void => undefined;
  const browser = await openBrowser({
    ...{ begun: ignore, events: ignore, progress: ignore },
    note: (text) => line.note(`Training arm ${armNames(spec)[key.arm]} again: ${text}`),
    said: (text) => line.say(text),
  });
  stopOnSignal(browser, line);
  try {
    const { backend: used, ...events } = await browser.replay({ log, key, backend }, data, assets);
    const { text, equal } = replayReport(log, key, { ...events, backend: `${used.name} (${used.adapter})` });
    line.clear();
    process.stdout.write(text);
    return equal ? 0 : 2;
  } catch (error) {
    if (error instanceof Problem && error.code === 'cancelled') return 130;
    throw error;
  } finally {
    line.clear();
    await browser.close();
  }
}

function stopOnSignal(browser: LabBrowser, line: ProgressLine): void {
  const interrupt = (): void => {
    line.note('Stopping…');
    // the run may end, and the browser close, before it has answered
    browser.stop().catch(() => undefined);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
}
