/** Saves a figure's drawing as a file. */
import type { Provenance } from '../../../metrics/provenance.ts';
import { download } from '../../state/downloads.ts';
import { exportName } from '../../state/exports.ts';
import type { PictureOptions } from './picture.ts';

export interface PictureSource {
  title: string;
  svg: (options: PictureOptions) => Promise<string>;
  provenance: Provenance | undefined;
}

export async function savePicture(
  { title, svg, provenance }: PictureSource,
  format: 'svg' | 'png',
  options: PictureOptions,
): Promise<void> {
  const name = exportName(title, format, provenance);
  const text = await svg(options);
  if (format === 'svg') return download(name, 'image/svg+xml', text);
  const { figurePng } = await import('./figure-png.ts');
  download(name, 'image/png', await figurePng(text, options.scale));
}
