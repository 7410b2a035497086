/** The colour theme: light, dark, or the system's; stored in this browser. */
import { browserItems } from './browser-items.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'querent.theme';
const themeChoices: ThemeChoice[] = ['system', 'light', 'dark'];

class Theme {
  choice = $state<ThemeChoice>('system');

  /** Applies the stored choice; called before the page is mounted, so that it does not flash. */
  restore(): void {
    this.choose(themeChoices.find((one) => one === browserItems.get(KEY)) ?? 'system');
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    browserItems.set(KEY, choice);
    document.documentElement.dataset.theme = choice;
  }
}

export const theme = new Theme();
