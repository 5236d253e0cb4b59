import { Pacer } from '../../../crawler/src/vendor/pacer';

const signal = new AbortController().signal;

/** Time that passes only while somebody sleeps. */
function virtualClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
    random: () => 0,
  };
}

test('the limit holds over every window of a minute, from the first request on', async () => {
  const clock = virtualClock();
  const pacer = new Pacer(30, clock);
  const starts: number[] = [];
  for (let request = 0; request < 100; request += 1) {
    await pacer.ready(signal);
    starts.push(clock.now());
  }
  for (const start of starts) {
    const within = starts.filter((other) => other >= start && other <= start + 60_000);
    expect(within.length).toBeLessThanOrEqual(30);
  }
  expect(starts.at(-1)).toBeLessThan(99 * 2000 * 1.05);
});

test('a pause holds back the next request, and a shorter one does not end it', async () => {
  const clock = virtualClock();
  const pacer = new Pacer(60, clock);
  pacer.pause(10_000);
  pacer.pause(1_000);
  await pacer.ready(signal);
  expect(clock.now()).toBe(10_000);
});

test('nobody waits who was stopped', async () => {
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  await expect(new Pacer(60, virtualClock()).ready(stop.signal)).rejects.toThrow('stopped');
});

test('a limit beyond what timers can do slows nothing', async () => {
  const clock = virtualClock();
  const pacer = new Pacer(100_000, clock);
  for (let request = 0; request < 1000; request += 1) await pacer.ready(signal);
  // A thousand requests are 612 ms at that rate.
  expect(clock.now()).toBeLessThan(620);
});
