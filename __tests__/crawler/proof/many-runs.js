/*
 * Runs the bundled crawler many times in one process, so that a run costs a tenth of what it costs to
 * start Node for it. The file is the one that ships; what it takes for the process, the clock and the
 * timers is a run's own. Time passes faster for it than for us, so that time limits, pauses and
 * backoff are the real ones and yet take a test no time to speak of.
 */
const fs = require('node:fs');
const vm = require('node:vm');
const timers = require('node:timers');
const timersPromises = require('node:timers/promises');

const [, , bundle] = process.argv;
const parameters = ['require', 'module', 'exports', 'process', 'Date', 'performance'];
parameters.push('AbortSignal', 'setTimeout', 'setInterval');
const code = fs.readFileSync(bundle, 'utf8').replace(/^#!.*/, '');
const script = new vm.Script(`(function (${parameters.join(', ')}) {${code}\n})`, {
  filename: bundle,
});
const running = new Map();

process.on('message', ({ id, env, args, faster, output }) => {
  const fd = fs.openSync(output, 'a');
  const end = (exitCode) => {
    if (!running.delete(id)) return;
    process.send({ id, exitCode });
    fs.closeSync(fd);
  };
  running.set(id, end);
  const time = lapse(faster);
  const own = processOf(env, args, fd, end);
  const modules = {
    process: own,
    timers: { ...timers, ...time.timers },
    'timers/promises': time.timersPromises,
  };
  const module = { exports: {} };
  const requireOwn = (name) => modules[name.replace(/^node:/, '')] ?? require(name);
  const { Date, performance, AbortSignal } = time;
  const { setTimeout, setInterval } = time.timers;
  script.runInThisContext()(
    ...[requireOwn, module, module.exports, own, Date, performance],
    ...[AbortSignal, setTimeout, setInterval],
  );
});

// Nobody knows whose it is; a crawler of its own would have crashed.
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    console.error(error);
    for (const end of [...running.values()]) end(null);
  });
}

function processOf(env, args, fd, end) {
  const stream = {
    fd,
    isTTY: false,
    write: (text) => fs.writeSync(fd, text) > 0,
    on: () => stream,
  };
  const own = {
    env,
    argv: [process.execPath, bundle, ...args],
    stdout: stream,
    stderr: stream,
    exit: end,
    // Signals are for processes.
    on: () => own,
    once: () => own,
    off: () => own,
  };
  return new Proxy(process, {
    get: (target, name) => own[name] ?? Reflect.get(target, name, target),
    has: (target, name) => name in own || name in target,
  });
}

function lapse(factor) {
  const { Date, AbortSignal, performance } = globalThis;
  const start = Date.now();
  const now = () => Math.floor(start + (Date.now() - start) * factor);
  const faster = (set) => {
    const own = (callback, ms, ...args) => set(callback, (ms ?? 0) / factor, ...args);
    // Node looks for the promise that goes with a timer there.
    return Object.defineProperties(own, Object.getOwnPropertyDescriptors(set));
  };
  return {
    Date: class extends Date {
      constructor(...args) {
        super(...(args.length === 0 ? [now()] : args));
      }
      static now() {
        return now();
      }
    },
    performance: { now: () => performance.now() * factor },
    AbortSignal: {
      any: AbortSignal.any.bind(AbortSignal),
      abort: AbortSignal.abort.bind(AbortSignal),
      timeout: (ms) => AbortSignal.timeout(Math.ceil(ms / factor)),
    },
    timers: {
      setTimeout: faster(timers.setTimeout),
      setInterval: faster(timers.setInterval),
    },
    timersPromises: {
      ...timersPromises,
      setTimeout: (ms, ...args) => timersPromises.setTimeout((ms ?? 0) / factor, ...args),
    },
  };
}
