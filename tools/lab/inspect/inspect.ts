/** `npm run lab -- inspect FILE…`: what the import dialog would show of these files, without a browser and without storing. */
import type { ImportPreview } from '../../../src/protocol/import/import-preview.ts';
import { identify } from '../../../src/datasets/import/identify.ts';
import { describeSource, openSource } from '../../../src/datasets/import/open-preview.ts';
import { decodeImage } from './decode-image.ts';
import { inputFiles } from './disk-files.ts';
import type { InspectCommand } from './command.ts';
import { asJson, asText } from './report.ts';

/** @returns the text for stdout @throws Problem with the sentence of the dialog where the files cannot be imported */
export async function inspect({ paths, choices, json }: InspectCommand): Promise<string> {
  const preview = await previewOf(paths, choices);
  return json ? `${JSON.stringify(asJson(preview), null, 2)}\n` : asText(preview);
}

async function previewOf(paths: readonly string[], choices: InspectCommand['choices']): Promise<ImportPreview> {
  const opening = { choices, onProgress: () => undefined, decode: decodeImage };
  const source = await openSource(await identify(inputFiles(paths), opening), opening);
  return describeSource('inspect', source);
}
