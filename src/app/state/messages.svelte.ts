/** What the page tells its visitor, all in one live region: news that go by themselves, news and errors that stay. */
import { Problem, problemText } from '../../protocol/problem.ts';

export interface Message {
  id: number;
  kind: 'news' | 'error';
  text: string;
  /** What to do about an error. */
  remedy: string;
  /** A way out, where the page knows one. */
  action?: { label: string; run: () => void };
}

const NEWS_MS = 6000;

export class Messages {
  list = $state.raw<Message[]>([]);
  private count = 0;

  notify(text: string, action?: Message['action']): void {
    const id = this.add({ kind: 'news', text, remedy: '', action });
    setTimeout(() => this.dismiss(id), NEWS_MS);
  }

  /** News that stay until they are put aside. */
  notifySticky(text: string): void {
    this.add({ kind: 'news', text, remedy: '' });
  }

  /** An error in words; a cancel that the visitor asked for is none. */
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

  /** Errors go when the visitor begins something new: they spoke of what was before. */
  dismissErrors(): void {
    this.list = this.list.filter((one) => one.kind !== 'error');
  }

  private add(message: Omit<Message, 'id'>): number {
    const id = ++this.count;
    // the same sentence twice is said once
    const others = this.list.filter((one) => one.text !== message.text);
    this.list = [...others, { ...message, id }].slice(-5);
    return id;
  }
}
