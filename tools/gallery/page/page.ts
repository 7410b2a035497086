/** The page behind `npm run gallery`: mounts the story of the figures' snapshots and exports its figures. */
import { mount } from 'svelte';
import { assetFigures, figures } from '../../../src/app/figures/index.ts';
import '../../../src/app/styles/tokens.css';
import '../../../src/app/styles/base.css';
import '../../../src/app/styles/widgets.css';
import { exportFigures, storySettled, type ExportedFigure } from '../../../tests/support/story-figures.ts';
import { buildStory, storyAsset } from '../../../tests/support/story-log.ts';
import StoryHost from '../../../tests/support/StoryHost.svelte';

export interface GalleryEntry {
  id: string;
  title: string;
  about: string;
}

declare global {
  interface Window {
    galleryEntries(): GalleryEntry[];
    galleryFigures(kind: 'plane' | 'image'): Promise<ExportedFigure[]>;
  }
}

window.galleryEntries = () => [...figures, ...assetFigures].map(({ id, title, about }) => ({ id, title, about }));

window.galleryFigures = async (kind) => {
  const target = document.getElementById('page')!;
  mount(StoryHost, { target, props: { story: buildStory(kind), asset: storyAsset } });
  await storySettled(document, 'training-trace');
  await storySettled(document, 'comparison');
  return exportFigures(document);
};
