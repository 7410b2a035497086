/** An arm's card links to the page of its strategy where the documentation is published, as `npm run docs` names it. */
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import ArmCard from '../../src/app/panels/arms/ArmCard.svelte';
import type { Session } from '../../src/app/state/session.svelte.ts';
import { parseSpec } from '../../src/protocol/spec.ts';
import { margin } from '../../src/strategies/margin.ts';
import SessionHost from '../support/SessionHost.svelte';

const info = margin.about;
const words = { summary: '', about: '', reference: '', parameters: [] };
const session = {
  catalogue: {
    strategies: [info],
    models: [{ ...words, name: 'mlp', label: 'MLP', kinds: ['plane'] }],
    trainings: [{ ...words, name: 'supervised', label: 'Supervised' }],
    measures: [],
    assets: [],
  },
  player: { log: [] },
  draft: {
    spec: parseSpec({
      version: 2,
      dataset: { source: 'built-in', name: 'moons' },
      model: { name: 'mlp' },
      arms: [{ strategy: 'margin' }],
    }),
  },
} as unknown as Session;

let host: ReturnType<typeof mount> | undefined;
afterEach(() => {
  vi.unstubAllEnvs();
  return host && unmount(host);
});

function link(): string | null | undefined {
  const props = {
    ...{ arm: { strategy: 'margin', parameters: {} }, index: 0, title: 'Margin', info },
    ...{ fault: undefined, diverged: undefined, changed: false, onchange: () => undefined },
  };
  host = mount(SessionHost, { target: document.body, props: { session, component: ArmCard, inner: props } });
  document.querySelector<HTMLElement>('[aria-expanded=false]')!.click();
  flushSync();
  return document.querySelector('a')?.getAttribute('href');
}

test('beside the page, relative to it, so that any static host can serve both', () => {
  vi.stubEnv('VITE_DOCS', 'docs/');
  expect(link()).toBe('docs/reference/strategies/margin.html');
  expect(document.querySelector('a')!.textContent).toBe('More about Margin');
});

test('and nowhere else', () => {
  vi.stubEnv('VITE_DOCS', '');
  expect(link()).toBeUndefined();
  expect(document.body.textContent).toContain(info.about.slice(0, 40));
});
