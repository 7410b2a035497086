/**
 * The first visit to the page, as in a browser that has never seen it: seconds from opening to the first accuracy, the longest
 * task of the main thread during the run, and the size of the scripts that are loaded before the page can be used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import { gpuFlags, serveSite, startBrowser, type ServedSite } from '../site.ts';
import { median } from './tensor/report-table.ts';

/** Milliseconds after the first accuracy in which tasks of the main thread are watched. */
const WATCHED_MS = 8000;

export interface PageRow {
  measure: string;
  unit: string;
  median: number;
  visits: number[];
}

export interface PageReport {
  browser: string;
  adapter: string;
  rows: PageRow[];
}

interface Visit {
  firstAccuracy: number;
  longestTask: number;
  scriptKilobytes: number;
  adapter: string;
}

declare global {
  interface Window {
    firstVisit: { firstAccuracy?: number; tasks: { start: number; duration: number }[] };
  }
}

/** Each visit has a fresh profile. */
export async function pageBenchmark(say: (text: string) => void, visits = 5): Promise<PageReport> {
  const site = await serveSite();
  try {
    const browser = await startBrowser(gpuFlags());
    try {
      const all: Visit[] = [];
      for (let i = 1; i <= visits; i++) {
        say(`page: visit ${i} of ${visits}`);
        all.push(await visit(browser, site));
      }
      const row = (measure: string, unit: string, of: (one: Visit) => number): PageRow => ({
        ...{ measure, unit },
        median: median(all.map(of)),
        visits: all.map(of),
      });
      return {
        browser: `Chromium ${browser.version()}, headless`,
        adapter: all[0]!.adapter,
        rows: [
          row('first accuracy after opening', 's', (one) => one.firstAccuracy),
          row('longest main-thread task after it (0: none of 50 ms)', 'ms', (one) => one.longestTask),
          row('script before the page can be used, gzip', 'kB', (one) => one.scriptKilobytes),
        ],
      };
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

async function visit(browser: Browser, site: ServedSite): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchFirstVisit);
  await page.goto(site.url);
  await page.waitForFunction(() => window.firstVisit.firstAccuracy !== undefined, undefined, { timeout: 120_000 });
  await page.waitForTimeout(WATCHED_MS);
  const { firstAccuracy, tasks } = await page.evaluate(() => window.firstVisit);
  const scripts = await page.evaluate(() => [
    ...[...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src),
    ...[...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(({ href }) => href),
  ]);
  const adapter = (await page.getByRole('status', { name: 'Backend' }).innerText()).replace(/\s+/g, ' ');
  await context.close();
  const later = tasks.filter(({ start }) => start > firstAccuracy!).map(({ duration }) => duration);
  return {
    firstAccuracy: rounded(firstAccuracy! / 1000, 2),
    longestTask: Math.round(Math.max(0, ...later)),
    scriptKilobytes: rounded(scripts.reduce((sum, url) => sum + gzipped(site, url), 0) / 1000, 1),
    adapter,
  };
}

/** Runs in the page before its own scripts. */
function watchFirstVisit(): void {
  const found: Window['firstVisit'] = { tasks: [] };
  window.firstVisit = found;
  new PerformanceObserver((list) => {
    for (const { startTime: start, duration } of list.getEntries()) found.tasks.push({ start, duration });
  }).observe({ type: 'longtask', buffered: true });
  const observer = new MutationObserver(() => {
    // the accuracy on the first arm's card
    if (!/\d\d\.\d/.test(document.querySelector('main')?.textContent ?? '')) return;
    found.firstAccuracy = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
}

const gzipped = ({ folder, url }: ServedSite, script: string): number =>
  gzipSync(readFileSync(join(folder, script.slice(url.length))), { level: 9 }).length;

const rounded = (value: number, places: number): number => Number(value.toFixed(places));
