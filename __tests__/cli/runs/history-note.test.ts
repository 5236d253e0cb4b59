import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  ResourceAlreadyExistsException,
  type PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { noteInHistory, type HistoryNote } from '../../../cli/runs/history-note';
import type { Settings } from '../../../stacks/settings/settings';

const now = new Date('2026-11-24T00:00:00Z');
const settings = { region: 'eu-west-1' } as Settings;
const note: HistoryNote = { 'detail-type': 'Job Paused', detail: { job: 'nightly', by: 'jane' } };

afterEach(() => {
  jest.restoreAllMocks();
});

test('a note stands in a stream of its own, which may be there already', async () => {
  const asked: object[] = [];
  const send = (command: unknown): Promise<object> => {
    asked.push((command as PutLogEventsCommand).input);
    return command instanceof CreateLogStreamCommand
      ? Promise.reject(new ResourceAlreadyExistsException({ message: '', $metadata: {} }))
      : Promise.resolve({});
  };
  jest
    .spyOn(CloudWatchLogsClient.prototype as { send: typeof send }, 'send')
    .mockImplementation(send);
  await noteInHistory(settings, '/acme/history', note, now);
  const stream = { logGroupName: '/acme/history', logStreamName: 'fargate-cron' };
  expect(asked).toEqual([
    stream,
    {
      ...stream,
      logEvents: [
        {
          timestamp: now.getTime(),
          message:
            '{"source":"fargate-cron","time":"2026-11-24T00:00:00.000Z","detail-type":"Job Paused","detail":{"job":"nightly","by":"jane"}}',
        },
      ],
    },
  ]);
  await noteInHistory(settings, '', note, now);
  expect(asked).toHaveLength(2);
});
