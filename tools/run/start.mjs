/** `npm start`: installs what is missing, builds, serves, prints the address and opens it where there is a desktop. */
import { spawn, spawnSync } from 'node:child_process';
import { ensurePackages, root } from './ensure.mjs';

await ensurePackages();
const vite = `${root}node_modules/vite/bin/vite.js`;
const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const { serve } = await import('./server.mjs');
const wanted = Number(process.env.PORT ?? 4173);
const { url } = await serve(`${root}dist`, { port: wanted }).catch((error) => {
  if (error.code !== 'EADDRINUSE' || process.env.PORT) throw error;
  return serve(`${root}dist`, { port: 0 });
});
console.log(`\nQuerent is at ${url}  (Ctrl+C ends it)\n`);

const opener = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? ['xdg-open'];
const desktop = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (desktop && !process.env.CI) {
  const [command, ...rest] = opener;
  spawn(command, [...rest, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
