/** The headless browser of the command line: builds the page with the workers, serves it to a fresh profile, talks to it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright';
import type { LogEvent } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { Outcome, RunMessage } from '../../workers/lab/api.ts';
import { ensureBrowser, findBrowser } from '../run/browser.mjs';
import { browserMissing, gpuFlags, serveSite } from '../site.ts';
import type { LabAnswer, LabJob, PageMessage, ReplayedEvents, ReplayJob } from './page/page.ts';
import { AssetFolder } from './asset-folder.ts';

const source = fileURLToPath(new URL('./page/', import.meta.url));

export interface Listeners {
  /** The whole log so far, before the first step. */
  begun(log: LogEvent[]): void;
  events(events: LogEvent[]): void;
  progress(message: Extract<RunMessage, { type: 'progress' }>): void;
  /** Messages before the first step. */
  note(text: string): void;
  said(text: string): void;
}

export interface LabBrowser {
  /**
   * @param assets the folder that stores assets beyond this browser
   * @throws Problem those of the workers, and `device` where the browser closes unexpectedly
   */
  run(job: Omit<LabJob, 'exportAssets'>, data: string[], assets?: string): Promise<Outcome>;
  /**
   * Trains a step of a log again.
   * @throws Problem those of the workers, `cancelled`, and `device` where the browser closes unexpectedly
   */
  replay(job: Omit<ReplayJob, 'exportAssets'>, data: string[], assets?: string): Promise<ReplayedEvents>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(listeners: Listeners): Promise<LabBrowser> {
  await ensureBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'querent-lab-'));
  const closing: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(folder, { recursive: true, force: true }))];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0)) await one().catch(() => undefined);
  };
  try {
    // built at each call, which takes seconds, so that the present sources run
    const site = await serveSite({ source });
    closing.unshift(site.close);
    const context = await launch(folder);
    closing.unshift(() => context.close());
    const page = context.pages()[0] ?? (await context.newPage());
    const browserClosed = new Promise<never>((_, reject) => {
      const tell = (): void =>
        reject(new Problem('device', 'The browser closed unexpectedly.', 'Run the same command again to resume.'));
      page.once('crash', tell).once('close', tell);
    });
    browserClosed.catch(() => undefined);
    await page.exposeFunction('heard', (what: PageMessage) => dispatchMessage(what, listeners));
    await page.goto(site.url);
    const inPage = async <Job, T>(call: PageCall<Job, T>, { job, data, assets }: GivenJob<Job>): Promise<T> => {
      const answered = withInputs(page, { data, assets }, (exportAssets) => call({ ...job, exportAssets }));
      return valueOf(await Promise.race([answered, browserClosed]));
    };
    return {
      run: (job, data, assets) =>
        inPage((given) => page.evaluate((one) => window.conduct(one), given), { job, data, assets }),
      replay: (job, data, assets) =>
        inPage((given) => page.evaluate((one) => window.replay(one), given), { job, data, assets }),
      stop: () => stop(page),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a browser with a profile on disk, because large data sets do not fit into memory. */
const launch = (profile: string): Promise<BrowserContext> =>
  chromium
    .launchPersistentContext(profile, {
      executablePath: findBrowser(),
      args: gpuFlags(),
      handleSIGINT: false,
      handleSIGTERM: false,
    })
    .catch(browserMissing);

function dispatchMessage(what: PageMessage, listeners: Listeners): void {
  if (what.type === 'begun') listeners.begun(what.log);
  else if (what.type === 'note') listeners.note(what.text);
  else if (what.type === 'said') listeners.said(what.text);
  else if (what.type === 'events') listeners.events(what.events);
  else if (what.type === 'progress') listeners.progress(what);
}

interface GivenJob<Job> {
  job: Job;
  /** Files, or one folder. */
  data: string[];
  assets: string | undefined;
}

type PageCall<Job, T> = (job: Job & { exportAssets: boolean }) => Promise<LabAnswer<T>>;

/** Puts the data into the page's inputs and connects the folder of assets for as long as the work takes. */
async function withInputs<T>(
  page: Page,
  { data, assets }: Pick<GivenJob<unknown>, 'data' | 'assets'>,
  work: (exportAssets: boolean) => Promise<T>,
): Promise<T> {
  if (data.length > 0) {
    const folder = statSync(data[0]!).isDirectory();
    await page.setInputFiles(folder ? '#folder' : '#files', folder ? data[0]! : data);
  }
  const assetFolder = assets === undefined ? undefined : new AssetFolder(assets);
  if (assetFolder) await assetFolder.connect(page);
  const result = await work(assetFolder !== undefined);
  await assetFolder?.flushed();
  return result;
}

function valueOf<T>(answer: LabAnswer<T>): T {
  if ('value' in answer) return answer.value;
  if (answer.code) throw new Problem(answer.code, answer.message, answer.remedy);
  throw new Error(answer.message);
}

const stop = (page: Page): Promise<void> => page.evaluate(() => window.halt());
