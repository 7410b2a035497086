/**
 * A job in memory, where every thread sees it: what is to be done, in how many tasks, and which are taken.
 *
 * Tasks are claimed one by one, so that a thread that is held up holds up its present task only. What a task computes
 * does not depend on who takes it, nor on how many threads there are: results are the same to the last bit.
 */

/** Byte offsets in a job. `TICKET` holds the job's number above and the next free task below, taken together. */
const SIGNAL: usize = 0;
const TICKET: usize = 8;
const DONE: usize = 16;
const TASKS: usize = 20;
const KIND: usize = 24;
const PARAMETERS: usize = 32;

/** No task is free while the ticket says so: the job's parameters are being written. */
const CLOSED: u64 = 0x7fffffff;

export function intParam(job: usize, index: i32): i32 {
  return load<i32>(job + PARAMETERS + ((<usize>index) << 2));
}

export function floatParam(job: usize, index: i32): f32 {
  return load<f32>(job + PARAMETERS + ((<usize>index) << 2));
}

export function pointerParam(job: usize, index: i32): usize {
  return <usize>load<u32>(job + PARAMETERS + ((<usize>index) << 2));
}

export function kindOf(job: usize): i32 {
  return load<i32>(job + KIND);
}

/** Closes the job, so that its parameters may be written. Every task of the one before is done. */
export function closeJob(job: usize): void {
  if (ASC_FEATURE_THREADS) {
    const number = atomic.load<u64>(job + TICKET) >> 32;
    atomic.store<u64>(job + TICKET, ((number + 1) << 32) | CLOSED);
  }
}

/** Opens the job: its tasks may be claimed from now on. */
export function openJob(job: usize): void {
  if (ASC_FEATURE_THREADS) {
    atomic.store<i32>(job + DONE, 0);
    const number = atomic.load<u64>(job + TICKET) >> 32;
    atomic.store<u64>(job + TICKET, (number + 1) << 32);
  } else store<i32>(job + DONE, 0);
}

/** Wakes the threads that wait for work. */
export function wakeThreads(job: usize, threads: i32): void {
  if (ASC_FEATURE_THREADS) {
    atomic.add<i32>(job + SIGNAL, 1);
    atomic.notify(job + SIGNAL, threads);
  }
}

export function signalOf(job: usize): i32 {
  return ASC_FEATURE_THREADS ? atomic.load<i32>(job + SIGNAL) : 0;
}

/** Polls this often for work before it sleeps: some 50 µs, about as long as waking a thread takes. */
const MAX_SPINS: i32 = 20_000;

/** Waits until the signal has changed: polling for a while, since jobs come close together, then asleep. */
export function awaitSignal(job: usize, seen: i32): void {
  if (ASC_FEATURE_THREADS) {
    for (let look = 0; look < MAX_SPINS; look++) if (atomic.load<i32>(job + SIGNAL) != seen) return;
    atomic.wait<i32>(job + SIGNAL, seen, -1);
  }
}

/** The next free task, now taken; −1 where none is left. */
export function claim(job: usize): i32 {
  if (ASC_FEATURE_THREADS) {
    for (;;) {
      const ticket = atomic.load<u64>(job + TICKET);
      const task = <i32>(ticket & 0xffffffff);
      // read after the ticket: that the ticket is still the same proves that these are its own job's
      const tasks = atomic.load<i32>(job + TASKS);
      if (task >= tasks) return -1;
      if (atomic.cmpxchg<u64>(job + TICKET, ticket, ticket + 1) == ticket) return task;
    }
  }
  const task = load<i32>(job + DONE);
  return task < load<i32>(job + TASKS) ? task : -1;
}

export function taskDone(job: usize): void {
  if (ASC_FEATURE_THREADS) atomic.add<i32>(job + DONE, 1);
  else store<i32>(job + DONE, load<i32>(job + DONE) + 1);
}

/** Waits until every task is done, those of other threads too. */
export function allDone(job: usize): void {
  if (ASC_FEATURE_THREADS) while (atomic.load<i32>(job + DONE) < load<i32>(job + TASKS)) {}
}
