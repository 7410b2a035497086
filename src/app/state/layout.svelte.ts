/** How the page is laid out, as the visitor chose; stored in this browser. */
import { browserItems } from './browser-items.ts';

/** What a phone shows at a time; wider pages show all of it. */
export type PagePart = 'watch' | 'setup' | 'results';

const KEYS = { projector: 'querent.projector', analyse: 'querent.analyse-folded' };

class Layout {
  /** Large type and little around the figures. */
  projector = $state(false);
  /** Whether the figures of *Analyse* are folded away. */
  analyseFolded = $state(browserItems.get(KEYS.analyse) === 'yes');
  part = $state<PagePart>('watch');

  /** Applies the stored choice; called before the page is mounted, so that it does not jump. */
  restore(): void {
    this.setProjector(browserItems.get(KEYS.projector) === 'yes');
  }

  setProjector(on: boolean): void {
    this.projector = on;
    browserItems.set(KEYS.projector, on ? 'yes' : 'no');
    document.documentElement.dataset.size = on ? 'projector' : 'usual';
  }

  foldAnalyse(folded: boolean): void {
    this.analyseFolded = folded;
    browserItems.set(KEYS.analyse, folded ? 'yes' : 'no');
  }

  /** Brings the set-up into view where a phone or a projector does not show it. */
  showSetup(): void {
    this.part = 'setup';
    if (this.projector) this.setProjector(false);
  }
}

export const layout = new Layout();
