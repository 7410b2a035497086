/** Dropped or chosen files as a flat list with their paths. */
import type { InputFile } from '../../../protocol/import/import-preview.ts';

/** Whether files are being dragged. */
export const hasFiles = (transfer: DataTransfer | null): boolean => !!transfer?.types.includes('Files');

/**
 * All files of a drop, those in dropped folders included. Call it while the drop event is handled: the browser clears the
 * items afterwards. A file is taken as it is, not through its entry: the entry of one that has no place on the disk (dragged out
 * of a mail or another page) cannot be read in Safari.
 */
export async function collectDroppedFiles(transfer: DataTransfer): Promise<InputFile[]> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => {
      const entry = item.webkitGetAsEntry();
      return entry?.isDirectory ? entry : item.getAsFile();
    });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      if (!entry) return [];
      return entry instanceof File ? [{ path: entry.name, file: entry }] : filesInEntry(entry);
    }),
  );
  return lists.flat().filter(isNotSystemFile);
}

/** Files from a file dialog; those from a folder dialog carry their path. */
export const selectedFiles = (files: FileList): InputFile[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })).filter(isNotSystemFile);

/** System files of file managers are left out. */
function isNotSystemFile({ path }: InputFile): boolean {
  return !/(^|\/)(\.[^/]*|__MACOSX\/.*|Thumbs\.db|desktop\.ini)$/i.test(path);
}

async function filesInEntry(entry: FileSystemEntry): Promise<InputFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: InputFile[] = [];
  for (;;) {
    // a reader returns at most 100 entries per call, and none at the end
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const inner of some) files.push(...(await filesInEntry(inner)));
  }
}
