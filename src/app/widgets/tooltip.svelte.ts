/**
 * Tooltips: `{@attach tooltip(text)}` on an element that can have the focus. Shown on hover after a moment, on keyboard
 * focus at once, on touch by a long press. `TooltipLayer.svelte` draws the bubble and hides it.
 */
import type { Attachment } from 'svelte/attachments';

const HOVER_MS = 450;
const LONG_PRESS_MS = 500;
/** Time for the pointer to reach the bubble, which stays while it is hovered (WCAG 1.4.13). */
const LEAVE_MS = 120;

export interface ShownTooltip {
  text: string;
  anchor: Element;
}

class TooltipState {
  shown = $state.raw<ShownTooltip>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows a tooltip after the delay, at once where another one is shown. */
  show(next: ShownTooltip, delayMs = 0): void {
    this.cancelTimer();
    if (delayMs === 0 || this.shown) this.shown = next;
    else this.timer = setTimeout(() => (this.shown = next), delayMs);
  }

  hide(delayMs = 0): void {
    this.cancelTimer();
    if (delayMs === 0) this.shown = undefined;
    else this.timer = setTimeout(() => (this.shown = undefined), delayMs);
  }

  /** Ends a pending showing or hiding, as when the pointer has reached the bubble. */
  cancelTimer(): void {
    clearTimeout(this.timer);
  }
}

export const tooltipState = new TooltipState();

/**
 * @param text nothing where there is no tooltip
 * @param onlyTruncated shown only while the element's own text is cut off; the element can be focused meanwhile
 */
export function tooltip(text: string | undefined, { onlyTruncated = false } = {}): Attachment<HTMLElement> {
  return (element) => {
    if (!text) return;
    const shown = { text, anchor: element };
    const isCut = () => element.scrollWidth > element.clientWidth;
    const show = (delayMs = 0) => {
      if (!onlyTruncated || isCut()) tooltipState.show(shown, delayMs);
    };
    const ending = new AbortController();
    const { signal } = ending;

    element.addEventListener('pointerenter', ({ pointerType }) => pointerType !== 'touch' && show(HOVER_MS), {
      signal,
    });
    element.addEventListener(
      'pointerleave',
      ({ pointerType }) => pointerType !== 'touch' && tooltipState.hide(LEAVE_MS),
      { signal },
    );
    element.addEventListener('focus', () => element.matches(':focus-visible') && show(), { signal });
    element.addEventListener('blur', () => tooltipState.hide(), { signal });
    listenForLongPress(element, show, signal);

    // assistive technology has the text already where it is the element's name or its content
    if (!onlyTruncated && text !== element.getAttribute('aria-label')) element.setAttribute('aria-description', text);
    if (onlyTruncated) {
      const observer = new ResizeObserver(() =>
        isCut() ? element.setAttribute('tabindex', '0') : element.removeAttribute('tabindex'),
      );
      observer.observe(element);
      signal.addEventListener('abort', () => observer.disconnect());
    }
    return () => {
      ending.abort();
      element.removeAttribute('aria-description');
      if (tooltipState.shown?.anchor === element) tooltipState.hide();
    };
  };
}

/** A long press shows the tooltip and does not press the element. */
function listenForLongPress(element: HTMLElement, show: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressedLong = false;
  element.addEventListener(
    'pointerdown',
    ({ pointerType }) => {
      pressedLong = false;
      if (pointerType !== 'touch') return;
      timer = setTimeout(() => {
        pressedLong = true;
        show();
      }, LONG_PRESS_MS);
    },
    { signal },
  );
  for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const)
    element.addEventListener(type, () => clearTimeout(timer), { signal });
  const swallow = (event: Event) => {
    if (!pressedLong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  element.addEventListener('contextmenu', swallow, { signal });
  element.addEventListener('click', swallow, { signal, capture: true });
}
