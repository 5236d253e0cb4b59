import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { engines } from '../../package.json';

const cli = join(__dirname, '..', '..', 'cli');

/** Runs a file of the command as a Node of this version would. */
function run(version: string, file: string) {
  const pretence = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const script = `${pretence} require(${JSON.stringify(join(cli, file))})`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
}

test.each(['20.19.0', '20.20.2', '22.13.0', '24.0.0', '25.1.0', '30.0.0'])(
  'Node %s is taken',
  (version) => {
    expect(run(version, 'check-node.js')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  },
);

test.each(['18.20.8', '20.18.3', '21.7.0', '22.12.0', '23.11.0'])(
  'Node %s is refused in one line',
  (version) => {
    const { status, stderr } = run(version, 'check-node.js');
    expect(stderr).toBe(
      `fargate-cron needs Node ${engines.node}, and this is ${version} (${process.execPath})\n`,
    );
    expect(status).toBe(2);
  },
);

test('the command says it before it loads anything else', () => {
  const { status, stderr } = run('18.20.8', 'fargate-cron.js');
  expect(stderr).toMatch(/^fargate-cron needs Node .*\n$/);
  expect(status).toBe(2);
});

// It must be able to read what tells it so.
test.each(['check-node.js', 'fargate-cron.js'])('any Node can read %s', (file) => {
  const text = readFileSync(join(cli, file), 'utf8');
  expect(() => parse(text, { ecmaVersion: 5, allowHashBang: true })).not.toThrow();
});
