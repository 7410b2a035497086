/**
 * The page's commands, each declared once: the transport bar, the menus, the keyboard shortcuts, the help dialog and the
 * command palette take label, icon, key, availability and effect from this table.
 */
import type { Component } from 'svelte';
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronsRight from '@lucide/svelte/icons/chevrons-right';
import Database from '@lucide/svelte/icons/database';
import FileUp from '@lucide/svelte/icons/file-up';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import FolderUp from '@lucide/svelte/icons/folder-up';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Link from '@lucide/svelte/icons/link';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import Play from '@lucide/svelte/icons/play';
import Redo from '@lucide/svelte/icons/redo-2';
import Search from '@lucide/svelte/icons/search';
import Sheet from '@lucide/svelte/icons/sheet';
import Square from '@lucide/svelte/icons/square';
import StepForward from '@lucide/svelte/icons/step-forward';
import Sun from '@lucide/svelte/icons/sun';
import Undo from '@lucide/svelte/icons/undo-2';
import { accuracyInfo } from '../protocol/measure-info.ts';
import { exportComparisons, exportLog, exportResults, exportSpec } from './state/exports.ts';
import { focus } from './state/focus.svelte.ts';
import type { KeyScope } from './state/keys.ts';
import { cyclePosition, showNextCycle, showPreviousCycle } from './state/run/cycle-navigation.ts';
import type { Session } from './state/session.svelte.ts';
import { share } from './state/share-link.ts';
import { theme, type ThemeChoice } from './state/theme.svelte.ts';

export interface Action {
  id: string;
  /** Heading in the palette and the help dialog. */
  section: 'Run' | 'Design' | 'Data' | 'Export' | 'Page';
  label: string;
  /** A few words more, for menus and tooltips. */
  description?: string;
  icon: Component;
  /** Shortcut in the notation of tinykeys: `$mod+z`. The first one is shown. */
  keys?: readonly string[];
  /** Which focused elements keep the key for themselves. */
  scope?: KeyScope;
  enabled(session: Session): boolean;
  run(session: Session): unknown;
}

const always = () => true;
const hasLog = ({ player }: Session) => player.log.length > 0;

const themeAction = (choice: ThemeChoice, icon: Component) =>
  ({
    id: `theme-${choice}`,
    section: 'Page',
    label: choice === 'system' ? 'Theme: as the system' : `Theme: ${choice}`,
    icon,
    enabled: () => theme.choice !== choice,
    run: () => theme.choose(choice),
  }) as const;

const table = [
  {
    id: 'run',
    section: 'Run',
    label: 'Run or pause',
    icon: Play,
    keys: ['Space'],
    scope: 'press',
    enabled: ({ player }) => player.phase !== 'preparing' && player.phase !== 'pausing',
    run: (session) => session.toggle(),
  },
  {
    id: 'step',
    section: 'Run',
    label: 'Step',
    description: 'Run one cycle',
    icon: StepForward,
    enabled: (session) => session.canStep,
    run: (session) => session.step(),
  },
  {
    id: 'stop',
    section: 'Run',
    label: 'Stop',
    description: 'Cancel the current step; completed cycles are kept',
    icon: Square,
    enabled: ({ player }) => player.active || player.phase === 'paused',
    run: (session) => session.stop(),
  },
  {
    id: 'next-cycle',
    section: 'Run',
    label: 'Show the next cycle, or run one more',
    icon: ChevronRight,
    keys: ['ArrowRight'],
    scope: 'arrow',
    enabled: (session) => {
      const { cycle, last } = cyclePosition(session);
      return cycle < last || session.canStep;
    },
    run: showNextCycle,
  },
  {
    id: 'previous-cycle',
    section: 'Run',
    label: 'Show the previous cycle',
    icon: ChevronLeft,
    keys: ['ArrowLeft'],
    scope: 'arrow',
    enabled: (session) => cyclePosition(session).cycle > 0,
    run: showPreviousCycle,
  },
  {
    id: 'latest-cycle',
    section: 'Run',
    label: 'Show the latest cycle',
    icon: ChevronsRight,
    enabled: () => focus.shownCycle !== 'latest',
    run: () => (focus.shownCycle = 'latest'),
  },
  {
    id: 'undo',
    section: 'Design',
    label: 'Undo',
    icon: Undo,
    keys: ['$mod+z'],
    enabled: ({ draft }) => draft.canUndo,
    run: (session) => session.undo(),
  },
  {
    id: 'redo',
    section: 'Design',
    label: 'Redo',
    icon: Redo,
    keys: ['$mod+Shift+z', '$mod+y'],
    enabled: ({ draft }) => draft.canRedo,
    run: (session) => session.redo(),
  },
  {
    id: 'share',
    section: 'Design',
    label: 'Share',
    description: 'Copy a link to the design',
    icon: Link,
    enabled: always,
    run: share,
  },
  {
    id: 'choose-files',
    section: 'Data',
    label: 'Choose files',
    description: 'Import a data set',
    icon: FileUp,
    enabled: always,
    run: ({ files }) => files.chooseFiles(),
  },
  {
    id: 'choose-folder',
    section: 'Data',
    label: 'Choose a folder',
    description: 'Import a folder of images',
    icon: FolderUp,
    enabled: always,
    run: ({ files }) => files.chooseFolder(),
  },
  {
    id: 'show-storage',
    section: 'Data',
    label: 'Show stored data',
    description: 'Data sets, runs and trained assets in this browser',
    icon: Database,
    enabled: always,
    run: (session) => session.showStorage(),
  },
  {
    id: 'export-results',
    section: 'Export',
    label: 'Results',
    description: 'A table, CSV',
    icon: Sheet,
    enabled: hasLog,
    run: (session) => session.attempt(() => exportResults(session.player)),
  },
  {
    id: 'export-comparisons',
    section: 'Export',
    label: 'Comparisons',
    description: 'Pairwise comparison of arms, CSV',
    icon: Sheet,
    enabled: (session) => hasLog(session) && (session.player.spec?.arms.length ?? 0) > 1,
    run: (session) =>
      session.attempt(() => exportComparisons(session.player, session.catalogue?.measures ?? [accuracyInfo])),
  },
  {
    id: 'export-log',
    section: 'Export',
    label: 'Log',
    description: 'All events, JSON lines',
    icon: Sheet,
    enabled: hasLog,
    run: (session) => session.attempt(() => exportLog(session.player)),
  },
  {
    id: 'export-spec',
    section: 'Export',
    label: 'Spec',
    description: 'The design as a document, JSON',
    icon: Sheet,
    enabled: always,
    run: (session) => session.attempt(() => exportSpec(session.draft.spec)),
  },
  {
    id: 'open-document',
    section: 'Data',
    label: 'Open a spec or a log',
    description: 'A file that was exported before',
    icon: FolderOpen,
    enabled: always,
    run: ({ files }) => files.chooseDocument(),
  },
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

export type ActionId = (typeof table)[number]['id'];

/** All actions, in the order in which the palette and the help dialog show them. */
export const actions: readonly (Action & { id: ActionId })[] = table;

export function actionOf(id: ActionId): Action {
  return actions.find((one) => one.id === id)!;
}

/** Runs the action where it is enabled. */
export function perform(action: Action, session: Session): unknown {
  return action.enabled(session) ? action.run(session) : undefined;
}
