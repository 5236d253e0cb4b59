import type { Undelivered } from '../../../cli/undelivered/message';

/** A run that AWS could not start. */
export const message: Undelivered = {
  id: 'm-1',
  kind: 'run',
  job: 'nightly',
  scheduledTime: '2026-11-20T23:00:00Z',
  error: 'ThrottlingException: Rate exceeded',
  retries: 5,
  sentAt: '2026-11-21T00:00:00Z',
};
