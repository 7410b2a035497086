/** Serves the built site under a sub-path for the time of the tests. */
import { serve } from '../../tools/run/server.mjs';

export default async function setUp(): Promise<() => Promise<void>> {
  const { close } = await serve('dist', { port: 4199, base: '/querent/' });
  return close;
}
