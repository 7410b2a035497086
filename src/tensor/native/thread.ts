/** A further thread of the WASM backend: sleeps until there is a job, takes its share, sleeps again. */
import { instantiate, type ThreadStart } from './module.ts';

addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, job, scratch: room } = data;
  instantiate(module, memory, room).serve(job);
});
