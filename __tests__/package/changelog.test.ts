import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../package.json';

const root = join(__dirname, '../..');

test('the changelog of a release says what its commits say, what breaks first', () => {
  const repository = mkdtempSync(join(tmpdir(), 'fargate-cron-changelog-'));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: repository });
  try {
    git('init', '--quiet');
    for (const message of [
      'feat(cli): tell the time\n\nAs people asked for it.',
      'fix(task): count to ten',
      'docs(readme): say less',
      'fix(bench): measure twice',
      'feat(image)!: call it otherwise\n\nAs it should be.\n\nBREAKING CHANGE: write `name`, not `title`.',
      'refactor(state)!: keep it elsewhere',
    ]) {
      git(
        ...['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false'],
        ...['commit', '--quiet', '--allow-empty', '--message', message],
      );
    }
    // As `npm version` calls it.
    const [call = ''] = scripts.version.split(' --output ');
    const command = call
      .replace('package/cliff.toml', join(root, 'package/cliff.toml'))
      .replace('$npm_package_version', '1.2.3');
    const text = execFileSync('sh', ['-c', command], {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // The day is that on which it is written.
    expect(text.slice(text.indexOf('## ')).replace(/\(.*\)/, '(today)')).toBe(`## 1.2.3 (today)

### Breaking

- image: write \`name\`, not \`title\`.
- state: keep it elsewhere

### New

- cli: tell the time

### Mended

- task: count to ten
`);
  } finally {
    rmSync(repository, { recursive: true });
  }
});
