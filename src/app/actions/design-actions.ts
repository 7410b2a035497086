/** Commands on the design, the data and the files that leave the page. */
import Database from '@lucide/svelte/icons/database';
import FileUp from '@lucide/svelte/icons/file-up';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import FolderUp from '@lucide/svelte/icons/folder-up';
import List from '@lucide/svelte/icons/list';
import Link from '@lucide/svelte/icons/link';
import Redo from '@lucide/svelte/icons/redo-2';
import Sheet from '@lucide/svelte/icons/sheet';
import Undo from '@lucide/svelte/icons/undo-2';
import { accuracyInfo } from '../../protocol/measure-info.ts';
import type { Session } from '../state/session.svelte.ts';
import { share } from '../state/share-link.ts';
import { always, type Action } from './action.ts';

/** Loaded when a file is saved first. */
const files = () => import('../state/exports.ts');

const hasLog = ({ player }: Session) => player.log.length > 0;

export const designActions = [
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
    id: 'runs',
    section: 'Data',
    label: 'Runs',
    description: 'Stored runs: open, compare, rename, delete',
    icon: List,
    enabled: ({ runs }) => runs.list.length > 0,
    run: (session) => (session.overlay = 'runs'),
  },
  {
    id: 'export-results',
    section: 'Export',
    label: 'Results',
    description: 'A table, CSV',
    icon: Sheet,
    enabled: hasLog,
    run: (session) => session.attempt(async () => (await files()).exportResults(session.player)),
  },
  {
    id: 'export-comparisons',
    section: 'Export',
    label: 'Comparisons',
    description: 'Pairwise comparison of arms, CSV',
    icon: Sheet,
    enabled: (session) => hasLog(session) && (session.player.spec?.arms.length ?? 0) > 1,
    run: (session) =>
      session.attempt(async () =>
        (await files()).exportComparisons(session.player, session.catalogue?.measures ?? [accuracyInfo]),
      ),
  },
  {
    id: 'export-predictions',
    section: 'Export',
    label: 'Predictions',
    description: 'Of a learner for test set and pool, CSV',
    icon: Sheet,
    enabled: hasLog,
    run: (session) => (session.overlay = 'predictions'),
  },
  {
    id: 'export-log',
    section: 'Export',
    label: 'Log',
    description: 'All events, JSON lines',
    icon: Sheet,
    enabled: hasLog,
    run: (session) => session.attempt(async () => (await files()).exportLog(session.player)),
  },
  {
    id: 'export-spec',
    section: 'Export',
    label: 'Spec',
    description: 'The design as a document, JSON',
    icon: Sheet,
    enabled: always,
    run: (session) => session.attempt(async () => (await files()).exportSpec(session.draft.spec)),
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
] as const satisfies readonly Action[];
