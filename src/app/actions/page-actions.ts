/** Commands on the page itself: theme, layout, help, palette. */
import type { Component } from 'svelte';
import { tick } from 'svelte';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Eye from '@lucide/svelte/icons/eye';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Maximize from '@lucide/svelte/icons/maximize';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Presentation from '@lucide/svelte/icons/presentation';
import Search from '@lucide/svelte/icons/search';
import Sun from '@lucide/svelte/icons/sun';
import { layout } from '../state/layout.svelte.ts';
import { theme, type ThemeChoice } from '../state/theme.svelte.ts';
import { always, type Action } from './action.ts';

const themeAction = (choice: ThemeChoice, icon: Component) =>
  ({
    id: `theme-${choice}`,
    section: 'Page',
    label: choice === 'system' ? 'Theme: as the system' : `Theme: ${choice}`,
    icon,
    enabled: () => theme.choice !== choice,
    run: () => theme.choose(choice),
  }) as const;

/** The figure with the focus, else the one under the pointer. */
const figureMeant = () =>
  document.activeElement?.closest('[role=figure]') ?? document.querySelector('[role=figure]:hover');

async function show(part: 'watch' | 'results'): Promise<void> {
  layout.part = part;
  if (part === 'results') layout.foldAnalyse(false);
  await tick();
  const section = document.querySelector<HTMLElement>(`[data-part="${part}"]`);
  section?.scrollIntoView({ block: 'start' });
  section?.focus({ preventScroll: true });
}

export const pageActions = [
  themeAction('light', Sun),
  themeAction('dark', Moon),
  themeAction('system', Monitor),
  {
    id: 'projector',
    section: 'Page',
    label: 'Projector size',
    description: 'Large type, without the set-up; again for the usual size',
    icon: Presentation,
    enabled: always,
    run: () => layout.setProjector(!layout.projector),
  },
  {
    id: 'enlarge',
    section: 'Page',
    label: 'Enlarge a figure',
    description: 'The figure with the focus or under the pointer; Escape goes back',
    icon: Maximize,
    keys: ['f'],
    enabled: () => document.fullscreenEnabled && !!figureMeant(),
    run: () => (document.fullscreenElement ? document.exitFullscreen() : figureMeant()?.requestFullscreen()),
  },
  {
    id: 'watch',
    section: 'Page',
    label: 'Watch',
    description: 'Go to the planes, queries and accuracy',
    icon: Eye,
    keys: ['w'],
    enabled: always,
    run: () => show('watch'),
  },
  {
    id: 'analyse',
    section: 'Page',
    label: 'Analyse',
    description: 'Go to the other figures',
    icon: ChartColumn,
    keys: ['a'],
    enabled: always,
    run: () => show('results'),
  },
  {
    id: 'keys',
    section: 'Page',
    label: 'Keys',
    description: 'Show the keyboard shortcuts',
    icon: Keyboard,
    keys: ['?', 'Shift+?'],
    enabled: always,
    run: (session) => (session.overlay = 'keys'),
  },
  {
    id: 'palette',
    section: 'Page',
    label: 'Command palette',
    description: 'Find a command, preset or figure',
    icon: Search,
    keys: ['$mod+k'],
    scope: 'none',
    enabled: always,
    run: (session) => (session.overlay = 'palette'),
  },
] as const satisfies readonly Action[];
