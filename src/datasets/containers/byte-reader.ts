/** Reads a stream of bytes in pieces of a given length. */
import { throwIfAborted } from '../../protocol/problem.ts';
import { truncatedProblem, type FileEntry } from './file-entry.ts';

const EMPTY = new Uint8Array(0);

export class ByteReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private chunk: Uint8Array = EMPTY;
  private ended = false;
  /** Bytes read so far. */
  position = 0;

  constructor(
    readonly entry: Pick<FileEntry, 'path' | 'stream'>,
    private readonly signal?: AbortSignal,
  ) {
    this.reader = entry.stream().getReader();
  }

  /** Loads the next chunk if needed; false at the end of the stream. */
  private async fill(): Promise<boolean> {
    while (!this.chunk.length && !this.ended) {
      throwIfAborted(this.signal);
      const { done, value } = await this.reader.read();
      if (done) this.ended = true;
      else this.chunk = value;
    }
    return this.chunk.length > 0;
  }

  /**
   * A copy of the next bytes.
   * @throws Problem `bad-file` where the stream ends earlier
   */
  async read(length: number): Promise<Uint8Array> {
    const out = await this.readUpTo(length);
    if (out.length < length) throw truncatedProblem(this.entry.path);
    return out;
  }

  /** The next bytes, fewer at the end of the stream. */
  async readUpTo(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let filled = 0;
    while (filled < length && (await this.fill())) {
      const part = this.chunk.subarray(0, length - filled);
      out.set(part, filled);
      filled += part.length;
      this.chunk = this.chunk.subarray(part.length);
    }
    this.position += filled;
    return out.subarray(0, filled);
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) {
      if (!(await this.fill())) throw truncatedProblem(this.entry.path);
      const part = Math.min(left, this.chunk.length);
      this.chunk = this.chunk.subarray(part);
      this.position += part;
      left -= part;
    }
  }

  async atEnd(): Promise<boolean> {
    return !(await this.fill());
  }

  /** Cancels the stream. */
  async close(): Promise<void> {
    await this.reader.cancel().catch(() => undefined);
  }
}
