import { fargateCron } from '../command';

test('nothing could be verified without credentials, and that is exit code 1', () => {
  const { status, stdout } = fargateCron(['verify', '--json'], {
    FARGATE_CRON_ENV: 'dev',
    AWS_ENDPOINT_URL: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: undefined,
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { result: string }[] };
  expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['unknown']));
  expect({ ok, status }).toEqual({ ok: false, status: 1 });
});
