/** Published curves that the visitor has given as files; they are kept as long as the page is open. */
import { readPublishedCurves, type PublishedCurves } from '../../../metrics/curves/published-curves.ts';

export class PublishedFiles {
  list = $state.raw<readonly PublishedCurves[]>([]);
  private added = 0;

  /** @throws Problem `bad-file` that names the row */
  async add(file: { name: string; text(): Promise<string> }): Promise<void> {
    const [{ default: Papa }, text] = await Promise.all([import('papaparse'), file.text()]);
    const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: true, comments: '#' });
    const read = readPublishedCurves(data, file.name);
    this.list = [...this.list, { id: `file ${++this.added}`, ...read }];
  }

  remove(id: string): void {
    this.list = this.list.filter((one) => one.id !== id);
  }
}
