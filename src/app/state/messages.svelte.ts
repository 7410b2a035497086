/** Messages to the visitor, in one live region: news that disappear after some seconds, and news and errors that stay. */
import { Problem, problemText } from '../../protocol/problem.ts';

export interface Message {
  id: number;
  kind: 'news' | 'error';
  text: string;
  /** How to resolve an error. */
  remedy: string;
  /** A button that resolves it, where there is one. */
  action?: { label: string; run: () => void };
  /** Of news that disappear by themselves. */
  timer?: ReturnType<typeof setTimeout>;
}

const NEWS_MS = 6000;

export class Messages {
  list = $state.raw<Message[]>([]);
  private count = 0;

  notify(text: string, action?: Message['action']): void {
    this.expireLater(this.add({ kind: 'news', text, remedy: '', action }));
  }

  /** Keeps a message, as while it is hovered or has the focus. */
  hold({ timer }: Message): void {
    clearTimeout(timer);
  }

  /** Lets news that were held disappear after the usual time. */
  release(message: Message): void {
    if (message.timer === undefined) return;
    this.hold(message);
    this.expireLater(message);
  }

  /** News that stay until dismissed. */
  notifySticky(text: string): void {
    this.add({ kind: 'news', text, remedy: '' });
  }

  /** Shows an error; a cancellation by the visitor is not shown. */
  error(error: unknown, action?: Message['action']): void {
    if (error instanceof Problem) {
      if (error.code === 'cancelled') return;
      this.add({ kind: 'error', text: error.message, remedy: error.remedy, action });
      return;
    }
    console.error(error);
    const text = `Unexpected error: ${problemText(error)}`;
    this.add({ kind: 'error', text, remedy: 'Stored data are safe; reload the page to continue.', action });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((one) => one.id !== id);
  }

  /** Removes all errors; called when a run starts. */
  dismissErrors(): void {
    this.list = this.list.filter((one) => one.kind !== 'error');
  }

  private expireLater(message: Message): void {
    message.timer = setTimeout(() => this.dismiss(message.id), NEWS_MS);
  }

  private add(content: Omit<Message, 'id'>): Message {
    const message = { ...content, id: ++this.count };
    // a repeated message replaces the earlier one
    const others = this.list.filter((one) => one.text !== message.text);
    this.list = [...others, message].slice(-5);
    return message;
  }
}
