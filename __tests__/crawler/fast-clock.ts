import { systemClock, type Clock } from '../../crawler/src/clock';

/**
 * A clock that runs many times as fast as the real one, timers and all: what happens in which order
 * stays the same, though sockets and disks are real.
 */
export function fastClock(factor: number, startMs = Date.now()): Clock {
  const origin = performance.now();
  return {
    now: () => startMs + (performance.now() - origin) * factor,
    after: (delayMs, action) => systemClock.after(Math.ceil(delayMs / factor), action),
  };
}
