/** The page of the command line: the clients of the two workers, and messages to the process. */
import type { DatasetInfo, Progress } from '../../../src/protocol/dataset.ts';
import type { BackendInfo, LogEvent, Started, StepKey } from '../../../src/protocol/events.ts';
import { Problem, problemText, type ProblemCode } from '../../../src/protocol/problem.ts';
import { importChoicesOf } from '../../../src/protocol/design/dataset-choice.ts';
import type { DatasetSpec, Spec } from '../../../src/protocol/spec.ts';
import type { StepReplay } from '../../../src/protocol/replay/step-replay.ts';
import { openData } from '../../../workers/data/client.ts';
import type { OnPhase, Outcome, RunMessage } from '../../../workers/lab/api.ts';
import { openLab } from '../../../workers/lab/client.ts';
import { startAssetSync } from './asset-sync.ts';

export interface LabJob {
  spec: Spec;
  backend: 'auto' | 'webgpu' | 'wasm';
  /** Whether assets are exported as downloads. */
  exportAssets: boolean;
  /** The log of a run to resume. */
  log?: LogEvent[];
}

/** Messages to the process, which answers once it has stored them. */
export type PageMessage =
  RunMessage | { type: 'begun'; log: LogEvent[] } | { type: 'note'; text: string } | { type: 'said'; text: string };

export interface ReplayJob extends Pick<LabJob, 'backend' | 'exportAssets'> {
  log: LogEvent[];
  key: StepKey;
}

/** A result, or a problem in a form that leaves the page. */
export type LabAnswer<T> = { value: T } | { code?: ProblemCode; message: string; remedy: string };

/** The events of the replay, and the backend that it was trained on. */
export type ReplayedEvents = Pick<StepReplay, 'trained' | 'measured'> & { backend: BackendInfo };

declare global {
  interface Window {
    heard(what: PageMessage): Promise<void>;
    conduct(job: LabJob): Promise<LabAnswer<Outcome>>;
    replay(job: ReplayJob): Promise<LabAnswer<ReplayedEvents>>;
    halt(): Promise<void>;
  }
}

const data = openData();
const lab = openLab(({ text }) => void window.heard({ type: 'said', text }));
const abortController = new AbortController();
let runId: string | undefined;

window.conduct = (job) =>
  answer(async () => {
    try {
      return await runJob(job);
    } catch (error) {
      if (error instanceof Problem && error.code === 'cancelled') return 'stopped';
      throw error;
    }
  });

window.replay = (job) => answer(() => replayJob(job));

async function answer<T>(work: () => Promise<T>): Promise<LabAnswer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof Problem)) return { message: problemText(error), remedy: '' };
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
}

window.halt = async () => {
  abortController.abort();
  if (runId) await lab.stop(runId);
};

async function runJob({ spec, backend, exportAssets: keep, log: past }: LabJob): Promise<Outcome> {
  const selected = await lab.setBackend(backend);
  const info = await datasetOf(spec.dataset);
  const assetSync = keep ? await startAssetSync(data, filesOf('assets')) : undefined;
  if (past) checkResumable(past, info, selected.name);
  const run = past ? await lab.importLog(past) : await lab.create(spec, info.id);
  runId = run.id;
  await window.heard({ type: 'begun', log: await lab.log(run.id) });
  if (abortController.signal.aborted) return 'stopped';
  // sample sheets are large and not used here
  const forward = (message: RunMessage): Promise<void> | void => {
    if (message.type !== 'asset-progress') return window.heard(message);
  };
  try {
    return await lab.start(run.id, { scope: 'run', delay: 0 }, forward);
  } finally {
    await assetSync?.end();
  }
}

async function replayJob({ log, key, backend, exportAssets }: ReplayJob): Promise<ReplayedEvents> {
  const [first] = log as [Started];
  const selected = await lab.setBackend(backend);
  const info = await datasetOf(first.spec.dataset);
  if (first.dataset.id !== info.id)
    throw new Problem('unfit', `The log is of other data than “${info.name}”.`, 'Give --data the files of that run.');
  const assetSync = exportAssets ? await startAssetSync(data, filesOf('assets')) : undefined;
  const { id } = await lab.importLog(log);
  const report: OnPhase = (phase, done, total) => {
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : '';
    void window.heard({ type: 'note', text: `${phase}${share}` });
  };
  try {
    const { trained, measured } = await lab.replayStep({ runId: id, key }, report, abortController.signal);
    return { trained, measured, backend: selected };
  } finally {
    await assetSync?.end();
  }
}

async function datasetOf(spec: DatasetSpec): Promise<DatasetInfo> {
  const note = ({ phase, done, total }: Progress): void => {
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : '';
    void window.heard({ type: 'note', text: `${phase}${share}` });
  };
  if (spec.source === 'built-in') {
    const { name, size, testSize, seed } = spec;
    return data.generate({ name, size, testSize, seed }, note, abortController.signal);
  }
  const { id } = await data.preview(selectedFiles(), importChoicesOf(spec), note, abortController.signal);
  const info = await data.importFiles(id, note, abortController.signal);
  if (spec.source === 'stored' && spec.id !== info.id)
    void window.heard({
      type: 'said',
      text: `The files are not those of the spec’s data set “${spec.name ?? spec.id}”.`,
    });
  return info;
}

const filesOf = (input: 'files' | 'folder' | 'assets'): File[] => [
  ...(document.querySelector<HTMLInputElement>(`#${input}`)!.files ?? []),
];

const selectedFiles = (): { path: string; file: File }[] =>
  [...filesOf('files'), ...filesOf('folder')].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/**
 * A run is resumed on its own data and on a backend that its log names: the first, or one that replaced a lost device.
 * @throws Problem `unfit` for other data or another backend
 */
function checkResumable(past: LogEvent[], info: DatasetInfo, backend: string): void {
  const [first] = past;
  if (first?.type !== 'started') return;
  const remedy = 'Give --out another folder to start a new run.';
  if (first.dataset.id !== info.id)
    throw new Problem('unfit', `The run began with other data than “${info.name}”.`, remedy);
  const known = past.flatMap((event) => ('backend' in event ? [event.backend.name as string] : []));
  if (!known.includes(backend))
    throw new Problem(
      'unfit',
      `The run began on ${first.backend.name}, and this is ${backend}.`,
      `Give --backend ${first.backend.name}.`,
    );
}
