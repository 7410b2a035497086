/** A further thread of the WASM backend: waits for jobs and shares their work. */
import { instantiate, type ThreadStart } from './module.ts';

addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, job, scratch: room } = data;
  instantiate(module, memory, room).serve(job);
});
