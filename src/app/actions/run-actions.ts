/** Commands of the transport bar: running, and the cycle shown. */
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronsRight from '@lucide/svelte/icons/chevrons-right';
import Play from '@lucide/svelte/icons/play';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import Square from '@lucide/svelte/icons/square';
import StepForward from '@lucide/svelte/icons/step-forward';
import { refuseFaulty } from '../state/faults.ts';
import { focus } from '../state/focus.svelte.ts';
import { cyclePosition, showNextCycle, showPreviousCycle } from '../state/run/cycle-navigation.ts';
import type { Action } from './action.ts';

export const runActions = [
  {
    id: 'run',
    section: 'Run',
    label: 'Run or pause',
    icon: Play,
    keys: ['Space'],
    scope: 'press',
    enabled: ({ player, opener }) => (player.phase !== 'preparing' || opener.outdated) && player.phase !== 'pausing',
    run: (session) => (session.player.phase === 'running' || !refuseFaulty(session) ? session.toggle() : undefined),
  },
  {
    id: 'step',
    section: 'Run',
    label: 'Step',
    description: 'Run one cycle',
    icon: StepForward,
    enabled: (session) => session.canStep,
    run: (session) => (refuseFaulty(session) ? undefined : session.step()),
  },
  {
    id: 'stop',
    section: 'Run',
    label: 'Stop',
    description: 'Cancel the current step; completed cycles are kept',
    icon: Square,
    enabled: ({ player }) => player.active,
    run: (session) => session.stop(),
  },
  {
    id: 'restart',
    section: 'Run',
    label: 'Restart',
    description: 'Run the design from the beginning',
    icon: RotateCcw,
    enabled: ({ player }) => player.log.length > 0 && player.phase !== 'preparing' && player.phase !== 'pausing',
    run: (session) => (refuseFaulty(session) ? undefined : session.restart()),
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
] as const satisfies readonly Action[];
