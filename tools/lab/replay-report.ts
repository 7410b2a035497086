/** The report of a replayed step: settings, data, training, measures and confusion matrix, each beside the log's values. */
import { decodeConfusion } from '../../src/protocol/confusion.ts';
import {
  isSameStep,
  type LogEvent,
  type Measured,
  type Started,
  type StepKey,
  type Trained,
} from '../../src/protocol/events.ts';
import { armNames, modelOf, trainingOf } from '../../src/protocol/spec.ts';

export interface ReplayResult {
  trained: Trained;
  measured: Measured;
  /** Backend and adapter of the replay, as text. */
  backend: string;
}

interface Report {
  text: string;
  /** Whether all numbers, but for seconds, are those of the log to the last bit. */
  equal: boolean;
}

/** Classes of a confusion matrix that is printed as a table; of larger ones the most frequent confusions are. */
const MAX_TABLE_CLASSES = 12;
const MAX_CONFUSIONS = 20;

type Row = [name: string, replayed: unknown, logged: unknown];

export function replayReport(log: readonly LogEvent[], key: StepKey, replay: ReplayResult): Report {
  const [started] = log as [Started];
  const { spec, dataset } = started;
  const loggedTrained = log.find((event): event is Trained => event.type === 'trained' && isSameStep(event, key));
  const loggedMeasured = log.find((event): event is Measured => event.type === 'measured' && isSameStep(event, key));
  const split = log.find((event) => event.type === 'split' && event.seed === key.seed);
  const { trained, measured } = replay;
  const training = rowsOf(trainingNumbers(trained), loggedTrained && trainingNumbers(loggedTrained));
  const values = rowsOf(measured.values, loggedMeasured?.values);
  const confusionEqual = sameValue(measured.confusion, loggedMeasured?.confusion);
  const different = [...training, ...values].filter(
    ([, ours, theirs]) => theirs !== undefined && !Object.is(ours, theirs),
  );
  const names = [
    ...different.map(([name]) => name),
    ...(loggedMeasured?.confusion && !confusionEqual ? ['confusion'] : []),
  ];
  const settings = trained.settings ?? defaultSettings(started, key.arm);
  const { classes } = dataset;
  const counts = measured.counts.map((count, label) => `${count} ${classes[label] ?? label}`).join(', ');
  const sections = [
    `Seed ${key.seed}, cycle ${key.cycle}, arm ${key.arm} (${armNames(spec)[key.arm]}) of “${spec.name ?? dataset.name}”`,
    section('Backend', [`replay: ${replay.backend}`, `log: ${backendAt(log, key)}`]),
    section('Settings', columns(flatten(settings))),
    section('Data', [
      `${dataset.name}: ${dataset.count} samples of shape [${dataset.shape.join(', ')}]`,
      ...(split?.type === 'split'
        ? [`pool ${split.train}, validation ${split.validation}, test ${split.test}, initial ${split.initial.length}`]
        : []),
      `labelled: ${measured.labelled} (${counts})`,
    ]),
    section('Training', compared(training)),
    section('Measures', compared(values)),
    section(
      `Confusion (rows: label, columns: predicted)${loggedMeasured?.confusion ? (confusionEqual ? ', as in the log' : ', not as in the log') : ''}`,
      confusionLines(measured.confusion ?? [], classes),
    ),
    names.length === 0
      ? 'The replay equals the log to the last bit.'
      : `The replay differs from the log in ${names.join(', ')}.`,
  ];
  return { text: `${sections.join('\n\n')}\n`, equal: names.length === 0 };
}

const trainingNumbers = ({ loss, steps, epochs, bestEpoch, validationAccuracy, metrics }: Trained): object => ({
  loss,
  ...{ steps, epochs, bestEpoch },
  ...(validationAccuracy !== null && { validationAccuracy }),
  ...metrics,
});

const rowsOf = (replayed: object, logged: object | undefined): Row[] =>
  Object.entries(replayed).map(([name, value]) => [
    name,
    value,
    (logged as Record<string, unknown> | undefined)?.[name],
  ]);

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`)].join('\n');

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
};

const compared = (rows: readonly Row[]): string[] =>
  columns(
    rows.map(([name, ours, theirs]) => {
      const note = theirs === undefined ? '(not in the log)' : Object.is(ours, theirs) ? '=' : `log: ${String(theirs)}`;
      return [name, `${String(ours)}  ${note}`];
    }),
  );

const sameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The arm's settings in the spec, for logs whose trainings do not name theirs. */
function defaultSettings({ spec }: Started, arm: number): object {
  const { strategy, parameters } = spec.arms[arm]!;
  return { strategy: { name: strategy, ...parameters }, model: modelOf(spec, arm), training: trainingOf(spec, arm) };
}

function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, one]) => flatten(one, path ? `${path}.${name}` : name));
}

/** Backend of a step: that of the last change before it. */
function backendAt(log: readonly LogEvent[], key: StepKey): string {
  const at = log.findIndex((event) => event.type === 'trained' && isSameStep(event, key));
  const before = log.slice(0, at).flatMap((event) => ('backend' in event ? [event.backend] : []));
  const backend = before.at(-1);
  return backend ? `${backend.name} (${backend.adapter})` : 'unknown';
}

function confusionLines(encoded: readonly number[], classes: readonly string[]): string[] {
  const cells = decodeConfusion(encoded, classes.length);
  if (classes.length > MAX_TABLE_CLASSES) {
    const wrong = cells.filter(({ label, predicted }) => label !== predicted).sort((a, b) => b.count - a.count);
    const lines = wrong
      .slice(0, MAX_CONFUSIONS)
      .map(({ label, predicted, count }) => `${count} × ${classes[label]} as ${classes[predicted]}`);
    return wrong.length > MAX_CONFUSIONS ? [...lines, `and ${wrong.length - MAX_CONFUSIONS} more pairs`] : lines;
  }
  const countOf = (label: number, predicted: number) =>
    String(cells.find((cell) => cell.label === label && cell.predicted === predicted)?.count ?? 0);
  const table = [
    ['', ...classes],
    ...classes.map((name, label) => [name, ...classes.map((_, predicted) => countOf(label, predicted))]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!))).join('  '),
  );
}
