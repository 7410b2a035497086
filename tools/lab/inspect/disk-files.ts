/** Files on disk as the page gets dropped ones: read when they are needed, never as a whole. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InputFile } from '../../../src/protocol/import/import-preview.ts';

/** Bytes per block of a stream. */
const BLOCK_BYTES = 2 ** 18;

/** The files given, and all below folders that are given; their paths begin with the folder's own name, as for a drop. */
export function inputFiles(paths: readonly string[]): InputFile[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [inputFile(path, basename(path))];
    const root = basename(join(process.cwd(), path));
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((file) => inputFile(file, join(root, file.slice(join(path, '/').length)).replaceAll('\\', '/')));
  });
}

const inputFile = (path: string, dropped: string): InputFile => ({ path: dropped, file: new DiskFile(path) });

/** Part of a file on disk: what the importer uses of a browser's `File`. */
class DiskFile implements File {
  readonly type = '';
  readonly lastModified = 0;
  readonly webkitRelativePath = '';
  readonly name: string;
  readonly size: number;

  constructor(
    private readonly path: string,
    private readonly from = 0,
    to = statSync(path).size,
  ) {
    this.name = basename(path);
    this.size = Math.max(0, to - from);
  }

  slice(from = 0, to = this.size): DiskFile {
    const [start, end] = [from, to].map((at) => Math.min(this.size, at < 0 ? Math.max(0, this.size + at) : at));
    return new DiskFile(this.path, this.from + start!, this.from + Math.max(start!, end!));
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.read(0, this.size);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.read(0, this.size).buffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.read(0, this.size));
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream({
      pull: (controller) => {
        if (at >= this.size) return controller.close();
        const block = this.read(at, Math.min(this.size, at + BLOCK_BYTES));
        at += block.length;
        controller.enqueue(block);
      },
    });
  }

  private read(from: number, to: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(to - from);
    // Opened for each read, because a folder may have more files than a process may keep open.
    const descriptor = openSync(this.path, 'r');
    try {
      for (let done = 0; done < out.length;) {
        const count = readSync(descriptor, out, done, out.length - done, this.from + from + done);
        if (count === 0) return out.slice(0, done);
        done += count;
      }
      return out;
    } finally {
      closeSync(descriptor);
    }
  }
}
