import { describeMessage, describeOutcome } from '../../../cli/undelivered/describe-undelivered';
import type { Undelivered } from '../../../cli/undelivered/message';
import { message } from './undelivered-run';

const unknown = { scheduledTime: null, job: null, error: '', retries: null, sentAt: null };

test.each<[string, Partial<Undelivered>]>([
  [
    'nightly at 2026-11-20T23:00:00Z, in the queue since 2026-11-21T00:00:00Z\n  ThrottlingException: Rate exceeded (retries: 5)',
    {},
  ],
  [
    'the look for the run of nightly at 2026-11-20T23:00:00Z, in the queue since 2026-11-21T00:00:00Z\n  ThrottlingException: Rate exceeded (retries: 5)',
    { kind: 'watch' },
  ],
  [
    'the notification of a run that failed\n  no reason is given',
    { ...unknown, kind: 'notification' },
  ],
  ['the end of a run, for the history\n  no reason is given', { ...unknown, kind: 'history' }],
  [
    'the message m-1, which is no firing of this project\n  no reason is given',
    { ...unknown, kind: 'unknown' },
  ],
])('%s', (text, facts) => {
  expect(describeMessage({ ...message, ...facts })).toBe(text);
});

test('says what became of it', () => {
  expect(describeOutcome(message, { became: 'started', detail: 'task 0f3c' })).toBe(
    'started nightly at 2026-11-20T23:00:00Z: task 0f3c',
  );
  expect(describeOutcome(message, { became: 'started-before', detail: 'somebody did' })).toBe(
    'discarded nightly at 2026-11-20T23:00:00Z: somebody did',
  );
  expect(describeOutcome(message, { became: 'discarded', detail: '' })).toBe(
    'discarded nightly at 2026-11-20T23:00:00Z',
  );
});
