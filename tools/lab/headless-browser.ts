/** The headless browser: builds the page that holds the workers, serves it to a fresh profile and talks to it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { build } from 'vite';
import type { LogEvent } from '../../src/protocol/events.ts';
import { Problem } from '../../src/protocol/problem.ts';
import type { Outcome, RunMessage } from '../../workers/lab/api.ts';
import { browserFlags, findBrowser } from '../run/browser.mjs';
import { serve } from '../run/server.mjs';
import type { LabResult, PageMessage, LabJob } from './page/page.ts';
import { AssetFolder } from './asset-folder.ts';

const source = fileURLToPath(new URL('./page/', import.meta.url));
const settings = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));

export interface Listeners {
  /** The whole log so far, before the first step. */
  begun(log: LogEvent[]): void;
  events(events: LogEvent[]): void;
  progress(message: Extract<RunMessage, { type: 'progress' }>): void;
  /** What is being done before the first step. */
  note(text: string): void;
  said(text: string): void;
}

export interface LabBrowser {
  /**
   * @param assets the folder of what is kept beyond this browser
   * @throws Problem as the workers do, and `device` where the browser goes away
   */
  run(job: Omit<LabJob, 'exportAssets'>, data: string[], assets?: string): Promise<Outcome>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openBrowser(listeners: Listeners): Promise<LabBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'querent-lab-'));
  const site = join(folder, 'site');
  const closing: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(folder, { recursive: true, force: true }))];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0)) await one().catch(() => undefined);
  };
  try {
    await buildPage(site);
    const server = await serve(site);
    closing.unshift(() => server.close());
    const context = await launch(join(folder, 'profile'));
    closing.unshift(() => context.close());
    const page = context.pages()[0] ?? (await context.newPage());
    const browserClosed = new Promise<never>((_, reject) => {
      const tell = (): void =>
        reject(new Problem('device', 'The browser closed unexpectedly.', 'Run the same command again to resume.'));
      page.once('crash', tell).once('close', tell);
    });
    browserClosed.catch(() => undefined);
    await page.exposeFunction('heard', (what: PageMessage) => dispatchMessage(what, listeners));
    await page.goto(server.url);
    const run: LabBrowser['run'] = (job, data, assets) =>
      Promise.race([runInPage(page, job, data, assets), browserClosed]);
    return { run, stop: () => stop(page), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * As the site is built, with the same settings, so that the workers are the very same. Always anew: it takes seconds,
 * and what runs is what stands in the sources.
 */
async function buildPage(site: string): Promise<void> {
  await build({
    root: source,
    configFile: settings,
    logLevel: 'error',
    build: { outDir: site, emptyOutDir: true, reportCompressedSize: false },
  });
}

/** A profile on disk, so that large data sets do not live in memory; it is deleted at the end. */
async function launch(profile: string): Promise<BrowserContext> {
  try {
    return await chromium.launchPersistentContext(profile, {
      executablePath: findBrowser(),
      args: [...browserFlags(), '--enable-unsafe-webgpu', '--enable-features=Vulkan'],
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    throw new Problem(
      'device',
      `No browser could be started: ${why}`,
      'Install Chrome or Chromium, or set CHROME_PATH.',
    );
  }
}

function dispatchMessage(what: PageMessage, listeners: Listeners): void {
  if (what.type === 'begun') listeners.begun(what.log);
  else if (what.type === 'note') listeners.note(what.text);
  else if (what.type === 'said') listeners.said(what.text);
  else if (what.type === 'events') listeners.events(what.events);
  else if (what.type === 'progress') listeners.progress(what);
}

async function runInPage(
  page: Page,
  job: Omit<LabJob, 'exportAssets'>,
  data: string[],
  assets?: string,
): Promise<Outcome> {
  if (data.length > 0) {
    const folder = statSync(data[0]!).isDirectory();
    await page.setInputFiles(folder ? '#folder' : '#files', folder ? data[0]! : data);
  }
  const assetFolder = assets === undefined ? undefined : new AssetFolder(assets);
  if (assetFolder) await assetFolder.connect(page);
  const answer = await page.evaluate((given) => window.conduct(given), {
    ...job,
    exportAssets: assetFolder !== undefined,
  });
  await assetFolder?.flushed();
  return outcomeOf(answer);
}

function outcomeOf(answer: LabResult): Outcome {
  if ('outcome' in answer) return answer.outcome;
  if (answer.code) throw new Problem(answer.code, answer.message, answer.remedy);
  throw new Error(answer.message);
}

const stop = (page: Page): Promise<void> => page.evaluate(() => window.halt());
