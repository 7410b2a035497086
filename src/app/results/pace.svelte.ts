/** For figures that need not follow every step: the newest value, handed on twice a second at most. */
export class Paced<T> {
  current = $state.raw<T>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private newest: T | undefined;

  constructor(private readonly pause = 500) {}

  /** The first value waits too, so that what is above can come on the page before. */
  offer(value: T): void {
    this.newest = value;
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.current = this.newest;
      },
      this.current === undefined ? 60 : this.pause,
    );
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
