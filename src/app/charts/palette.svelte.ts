/**
 * The colour tokens as resolved colours, for canvases. Reactive: an effect that reads `palette.rgb` runs again in another
 * theme.
 */
import type { Rgb } from '../../projection/plane/decision-regions.ts';

class Palette {
  /** Number of theme changes so far. */
  private version = $state(0);
  private readonly cache = new Map<string, Rgb>();
  /** An element whose colour resolves a token: the token itself may be `light-dark(…)`. */
  private readonly probe: HTMLElement | undefined;

  constructor() {
    if (typeof document === 'undefined') return;
    this.probe = Object.assign(document.createElement('span'), { hidden: true });
    document.documentElement.append(this.probe);
    const renew = () => {
      this.cache.clear();
      this.version++;
    };
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
      matchMedia(query).addEventListener('change', renew);
    new MutationObserver(renew).observe(document.documentElement, {
      attributeFilter: ['style', 'data-theme', 'class'],
    });
  }

  /** Resolves tokens anew when they are read next, without drawing anything again: for a drawing in other colours. */
  forget(): void {
    this.cache.clear();
  }

  /** A token such as `--panel`, 0–255 each. */
  rgb(token: string): Rgb {
    void this.version;
    const known = this.cache.get(token);
    if (known) return known;
    const color = this.resolve(token);
    this.cache.set(token, color);
    return color;
  }

  css(token: string, alpha = 1): string {
    const [r, g, b] = this.rgb(token);
    // with commas: not every SVG viewer reads the newer form
    return alpha === 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${alpha})`;
  }

  /** Whether the theme is dark. */
  get dark(): boolean {
    const [r, g, b] = this.rgb('--panel');
    return r + g + b < 384;
  }

  private resolve(token: string): Rgb {
    if (!this.probe) return [128, 128, 128];
    this.probe.style.color = `var(${token})`;
    // a computed colour is `rgb(1, 2, 3)`, or with an opacity `rgba(1, 2, 3, 0.5)`
    const [r = 0, g = 0, b = 0] = (getComputedStyle(this.probe).color.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b];
  }
}

export const palette = new Palette();

/** The token of a class; colours repeat from the eleventh class on. −1, no label, is soft ink. */
export const classToken = (label: number): string => (label < 0 ? '--ink-soft' : `--class-${label % 10}`);
export const classColor = (label: number): string => `var(${classToken(label)})`;
