import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStacks } from '../../stacks/synthesize';
import { configOf } from '../synthesis';

const outdir = mkdtempSync(join(tmpdir(), 'fargate-cron-strict-'));
const stacks = join(outdir, 'stacks');

afterAll(() => {
  rmSync(outdir, { recursive: true });
});

const now = new Date('2027-01-01T00:00:00Z');

/** What is printed of a configuration with something doubtful in it, and with which exit code. */
function written(strict: boolean): { printed: string; exitCode: unknown } {
  process.env['CDKTF_OUTDIR'] = outdir;
  const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const config = configOf(
      { environment: { DB_PASSWORD: 'x', SYMBOLS: 'AAPL' } },
      { environments: { test: { state: { backend: 'local' }, strict } } },
    );
    writeStacks(config, { env: { FARGATE_CRON_ENV: 'test' }, now, aspects: [] });
    return { printed: print.mock.calls.join('\n'), exitCode: process.exitCode };
  } finally {
    delete process.env['CDKTF_OUTDIR'];
    process.exitCode = undefined;
    print.mockRestore();
  }
}

test('what is doubtful is a warning, and stops synthesis where the environment is strict', () => {
  const doubt = 'jobs[0].environment.DB_PASSWORD: looks like a secret';
  expect(written(true)).toEqual({
    printed: expect.stringMatching(/^config\.ts has 1 problem; nothing was written/) as string,
    exitCode: 1,
  });
  expect(readdirSync(stacks)).toEqual([]);
  const { printed, exitCode } = written(false);
  expect(printed).toContain(`warning: config.ts: ${doubt}`);
  expect(exitCode).toBeUndefined();
  expect(readdirSync(stacks)).toContain('task');
});
