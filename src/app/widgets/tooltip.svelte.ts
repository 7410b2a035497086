/**
 * Tooltips: `{@attach tooltip(text)}` on an element that can have the focus. Shown on hover after a moment, on keyboard
 * focus at once, on touch by a long press. `TooltipLayer.svelte` draws the bubble and hides it.
 */
import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

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
  /** Whether no key other than Tab was pressed last: focus that a closing dialog gives back shows no tooltip. */
  tabbed = true;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows a tooltip after the delay, at once where another one is shown. */
  show(next: ShownTooltip, delayMs = 0): void {
    this.cancelTimer();
    if (delayMs === 0 || this.shown) this.shown = next;
    // the element may have left the page meanwhile
    else this.timer = setTimeout(() => next.anchor.isConnected && (this.shown = next), delayMs);
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
 * @param onlyTruncated shown only while the element's own text is cut off; an HTML element can be focused meanwhile, a text
 * of a drawing cannot, whose names are in the figure's table
 */
export function tooltip(text: string | undefined, { onlyTruncated = false } = {}): Attachment<Element> {
  return (attached) => {
    if (!text) return;
    const ofPage = attached instanceof HTMLElement;
    // a text of a drawing has the same events and attributes
    const element = attached as HTMLElement;
    const shown = { text, anchor: element };
    const isCut = () => (ofPage ? element.scrollWidth > element.clientWidth : element.textContent !== text);
    const show = (delayMs = 0) => {
      if (!onlyTruncated || isCut()) tooltipState.show(shown, delayMs);
    };
    const hover = (action: () => void) => (event: PointerEvent) => {
      if (event.pointerType !== 'touch') action();
    };
    const observer = new ResizeObserver(() => {
      if (isCut()) element.setAttribute('tabindex', '0');
      else element.removeAttribute('tabindex');
    });
    if (onlyTruncated && ofPage) observer.observe(element);
    // assistive technology has the text already where it is the element's name or its content
    else if (!onlyTruncated && text !== element.getAttribute('aria-label'))
      element.setAttribute('aria-description', text);

    const endings = [
      on(
        element,
        'pointerenter',
        hover(() => show(HOVER_MS)),
      ),
      on(
        element,
        'pointerleave',
        hover(() => tooltipState.hide(LEAVE_MS)),
      ),
      on(element, 'focus', () => {
        if (tooltipState.tabbed && element.matches(':focus-visible')) show();
      }),
      on(element, 'blur', () => tooltipState.hide()),
      onLongPress(element, show),
      () => observer.disconnect(),
    ];
    return () => {
      for (const end of endings) end();
      element.removeAttribute('aria-description');
      if (tooltipState.shown?.anchor === element) tooltipState.hide();
    };
  };
}

/** A long press by touch calls `show` and does not press the element. @returns ends listening */
function onLongPress(element: HTMLElement, show: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pressedLong = false;
  const release = () => clearTimeout(timer);
  const swallow = (event: Event) => {
    if (!pressedLong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const endings = [
    on(element, 'pointerdown', ({ pointerType }) => {
      pressedLong = false;
      if (pointerType !== 'touch') return;
      timer = setTimeout(() => {
        pressedLong = true;
        show();
      }, LONG_PRESS_MS);
    }),
    ...(['pointerup', 'pointercancel', 'pointerleave'] as const).map((type) => on(element, type, release)),
    on(element, 'contextmenu', swallow),
    on(element, 'click', swallow, { capture: true }),
  ];
  return () => endings.forEach((end) => end());
}
