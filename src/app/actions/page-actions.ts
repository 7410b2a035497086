/** Commands on the page itself: theme, help, palette. */
import type { Component } from 'svelte';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Search from '@lucide/svelte/icons/search';
import Sun from '@lucide/svelte/icons/sun';
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

export const pageActions = [
  themeAction('light', Sun),
  themeAction('dark', Moon),
  themeAction('system', Monitor),
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
