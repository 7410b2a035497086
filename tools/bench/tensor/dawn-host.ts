/**
 * Engines in processes of Node on WebGPU by Dawn (npm's package `webgpu`, installed outside the project). They run the
 * workers that are built for the browser, on machines that have a GPU and no browser.
 */
import { fork } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Problem } from '../../../src/protocol/problem.ts';
import { findGpu } from '../../../src/tensor/choose-backend.ts';
import { remoteEngine, type EngineResponse, type EngineRequest, type ScriptHost } from './engine-host.ts';
import { buildSite } from '../../site.ts';
import { engineSite } from './bench-site.ts';

const entry = fileURLToPath(new URL('./dawn-worker.mjs', import.meta.url));

/**
 * @param folder of the package `webgpu`
 * @throws Problem `device` where Dawn does not load or finds no GPU
 */
export async function dawnHost(folder: string): Promise<ScriptHost> {
  const dawn = pathToFileURL(join(resolve(folder), 'index.js')).href;
  const found = await findGpu(await gpuOf(dawn));
  if (found.kind === 'none') throw new Problem('device', `Dawn has no GPU to use: ${found.reason}.`);
  const site = await buildSite(engineSite);
  writeFileSync(join(site.folder, 'package.json'), '{"type": "module"}');
  const assets = readdirSync(join(site.folder, 'assets'));
  return {
    name: `Node ${process.versions.node} with Dawn, ${found.name}`,
    emulated: found.kind === 'software',
    open(name) {
      const file = assets.find((asset) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(asset))!;
      const child = fork(entry, [dawn, join(site.folder, 'assets', file)], { serialization: 'advanced', execArgv: [] });
      const ended = new Promise<never>((_, reject) => {
        child.once('error', reject).once('exit', (status) => reject(new Error(`Node ended with status ${status}`)));
      });
      ended.catch(() => undefined);
      const ask = (question: EngineRequest) => {
        const answer = new Promise<EngineResponse>((heard) =>
          child.once('message', (said) => heard(said as EngineResponse)),
        );
        child.send(question);
        return Promise.race([answer, ended]);
      };
      return Promise.resolve({ engine: remoteEngine(ask), close: () => Promise.resolve(void child.kill()) });
    },
    close: () => Promise.resolve(site.remove()),
  };
}

async function gpuOf(dawn: string): Promise<GPU> {
  try {
    const { create } = (await import(dawn)) as { create(options: string[]): GPU };
    return create([]);
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    const remedy = 'Give --dawn the folder of npm’s package webgpu.';
    throw new Problem('device', `Dawn cannot be loaded: ${why}.`, remedy);
  }
}
