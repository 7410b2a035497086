/**
 * Our part of the WASM backend: kernels that work on the stock backend's memory, in place. Compiled with AssemblyScript
 * by tools/run/kernels.mjs, once each with and without relaxed SIMD and with and without threads.
 *
 * Nothing here may use static memory: the memory belongs to the stock module, and what it does not hand out is not ours.
 */
import { affine, channelSums } from './channels.ts';
import { adam, mask, momentum } from './elements.ts';
import { pad, col2im, poolRelu, poolReluGradient } from './images.ts';
import { allDone, awaitSignal, claim, closeJob, kindOf, openJob, signalOf, taskDone, wakeThreads } from './job.ts';
import { implicitConvolution } from './implicit-convolution.ts';
import { byColumns, byDepth, byRows, sumPartials, packLeft, packRight } from './matrix-product.ts';
import { warp } from './warp.ts';

/** This thread's own memory; src/tensor/native/module.ts lays it out. */
let tile: usize = 0;
let table: usize = 0;
let left: usize = 0;
let right: usize = 0;

/** @param room this thread's own memory @param leftSize bytes for packed rows @param tableSize bytes for addresses */
export function setScratch(room: usize, tableSize: i32, leftSize: i32): void {
  tile = room;
  table = room + 128;
  left = table + <usize>tableSize;
  right = left + <usize>leftSize;
}

export { closeJob };

function runTask(job: usize, kind: i32, task: i32): void {
  switch (kind) {
    case 0:
      packRight(job, task);
      break;
    case 1:
      packLeft(job, task, table);
      break;
    case 2:
      byRows(job, task, left, tile, table);
      break;
    case 3:
      byColumns(job, task, left, tile);
      break;
    case 4:
      byDepth(job, task, left, right, tile, table);
      break;
    case 5:
      sumPartials(job, task);
      break;
    case 6:
      adam(job, task);
      break;
    case 7:
      momentum(job, task);
      break;
    case 8:
      mask(job, task);
      break;
    case 9:
      channelSums(job, task);
      break;
    case 10:
      poolRelu(job, task);
      break;
    case 11:
      poolReluGradient(job, task);
      break;
    case 12:
      pad(job, task);
      break;
    case 13:
      affine(job, task);
      break;
    case 14:
      implicitConvolution(job, task, tile, table);
      break;
    case 15:
      col2im(job, task);
      break;
    case 16:
      warp(job, task);
      break;
    default:
      unreachable();
  }
}

function claimTasks(job: usize): void {
  for (let task = claim(job); task >= 0; task = claim(job)) {
    runTask(job, kindOf(job), task);
    taskDone(job);
  }
}

/** Runs a job whose parameters are written, with up to so many further threads. */
export function perform(job: usize, threads: i32): void {
  openJob(job);
  if (threads > 0) wakeThreads(job, threads);
  claimTasks(job);
  allDone(job);
}

/** Loop of a further thread: waits for a job and takes tasks of it. Does not return. */
export function serve(job: usize): void {
  for (;;) {
    const seen = signalOf(job);
    claimTasks(job);
    awaitSignal(job, seen);
  }
}
