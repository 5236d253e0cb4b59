import { fire, type FiringResult } from '../../../local/fargate/fire';
import { fireLocally } from '../../../cli/start/fire-locally';
import { backfillLocally } from '../../../cli/start/backfill/backfill-locally';
import { runLocally } from '../../../cli/start/run-locally';
import type { Start } from '../../../cli/start/start';
import { noRun } from '../../../cli/runs/join-runs';
import { loadSettings } from '../../../stacks/settings/load-settings';
import type { JobSettings } from '../../../stacks/settings/settings';

jest.mock('../../../local/fargate/fire');

const settings = loadSettings(
  {
    project: 'acme',
    images: 'prebuilt',
    jobs: [
      { name: 'load', schedule: 'rate(1 day)', image: 'busybox:1.36' },
      { name: 'crawl', after: 'load' },
      { name: 'mail', after: 'crawl', image: 'busybox:1.36' },
    ],
    environments: {
      local: { accountId: '123456789012', state: { backend: 'local' }, protectData: false },
    },
  },
  {},
);
const [load, , mail] = settings.jobs as [JobSettings, JobSettings, JobSettings];
const endpoint = 'http://127.0.0.1:9';
const scheduledTime = '2026-11-24T00:00:00Z';
const overrides = { environment: {} };
const firing = { exitCode: 0, taskId: 'task', ran: 'node', followers: new Map() };

test('a job is fired with what the jobs after it need, and how they ended is said', async () => {
  const failed = { ...firing, exitCode: 3 };
  const followers = new Map<string, unknown>([
    ['acme-local-crawl', failed],
    ['acme-local-mail', 'no engine'],
  ]);
  jest.mocked(fire).mockResolvedValue({ ...firing, followers } as unknown as FiringResult);
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  await expect(
    fireLocally({ settings, job: load, scheduledTime, endpoint, overrides, write }),
  ).resolves.toMatchObject({ exitCode: 0 });
  expect(lines).toEqual(['crawl after it: exit code 3', 'mail after it: no engine']);
  expect(jest.mocked(fire).mock.lastCall?.[0].environment).toEqual({
    SOURCE_BASE_URL: expect.stringMatching(/^http:/) as unknown,
  });
});

test('a job that another one starts is refused, and nothing else is said', async () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const refusal = 'on the local AWS mail is started by crawl: run load';
  const start = { settings, job: mail, scheduledTime, json: false } as Start;
  await expect(runLocally(start, endpoint, overrides)).rejects.toThrow(refusal);
  const run = { ...noRun, scheduledTime, outcome: 'failed' } as const;
  await expect(backfillLocally(run, { settings, job: mail, endpoint })).rejects.toThrow(refusal);
  expect(stderr).not.toHaveBeenCalled();
});
