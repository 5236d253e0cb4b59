import { setImmediate } from 'node:timers/promises';
import { someAtOnce } from '../../../cli/aws/at-once';

test('some are done at once, and what came of each stands in its place', async () => {
  let [now, most] = [0, 0];
  const results = await someAtOnce([3, 1, 2, 0, 4], 2, async (turns) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    now -= 1;
    return turns * 10;
  });
  expect(results).toEqual([30, 10, 20, 0, 40]);
  expect(most).toBe(2);
});
