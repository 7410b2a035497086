/**
 * A Node process with the globals of a web worker and WebGPU: it runs a worker's file as it was built for the browser.
 * Arguments: the address of Dawn's package, the worker's file.
 */
import { pathToFileURL } from 'node:url';

const [dawn, file] = process.argv.slice(2);
const { create, globals } = await import(dawn);
const channel = process;

Object.assign(globalThis, globals, {
  self: globalThis,
  WorkerGlobalScope: class {},
  location: new URL('http://localhost/'),
  postMessage: (said) => channel.send(said),
});
const navigator = { gpu: create([]), userAgent: 'Dawn', hardwareConcurrency: 1 };
Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });

// messages are queued until the worker is ready
const early = [];
const hear = (data) => (globalThis.onmessage ? globalThis.onmessage({ data }) : early.push(data));
channel.on('message', hear);

// TensorFlow.js takes an environment with `process` for Node, and would load files that the bundle already has
Object.defineProperty(globalThis, 'process', { value: undefined, configurable: true });
await import(pathToFileURL(file).href);
early.splice(0).forEach(hear);
