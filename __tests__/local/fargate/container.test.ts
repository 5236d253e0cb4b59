import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runContainer, type Container } from '../../../local/fargate/container';

const plain: Container = {
  name: 'run-1',
  image: 'acme/report:1',
  user: '65532:65532',
  readonlyRootFilesystem: true,
  initProcess: false,
  addedCapabilities: [],
  droppedCapabilities: ['ALL'],
  memoryMiB: 512,
  stopTimeoutSeconds: 30,
  command: ['--once'],
  environment: {},
};

let folder: string;
const { PATH } = process.env;

/** A Docker that has every image and says how it was called. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-'));
  const docker = join(folder, 'docker');
  writeFileSync(docker, '#!/bin/sh\n[ "$1" = run ] && printf "%s\\n" "$@"\nexit 0\n');
  chmodSync(docker, 0o755);
  process.env['PATH'] = [folder, PATH].join(delimiter);
});

afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true });
});

async function argumentsOf(container: Partial<Container>): Promise<string[]> {
  const lines: string[] = [];
  await runContainer(folder, { ...plain, ...container }, (line) => lines.push(line));
  return lines;
}

test('node runs the project’s crawler where no engine has it, and no other image that ends so', async () => {
  rmSync(join(folder, 'docker'));
  process.env['PATH'] = folder;
  const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  const environment = { PROJECT: 'acme', ENVIRONMENT: 'local' };
  const image = `${ecr}/acme-local-my-crawler:0123456789abcdef`;
  await expect(argumentsOf({ image, environment })).rejects.toThrow('needs a Docker engine');
  const crawler = `${ecr}/acme-local-crawler:0123456789abcdef`;
  await expect(argumentsOf({ image: crawler, environment })).resolves.toBeDefined();
});

test('a container may no more than its definition says', async () => {
  const found = await argumentsOf({});
  expect(found).toEqual(expect.arrayContaining(['--read-only', '--cap-drop=ALL']));
  expect(found.filter((word) => /^--(init|workdir|cap-add)/.test(word))).toEqual([]);
});

test('a container may what its definition says', async () => {
  const found = await argumentsOf({
    readonlyRootFilesystem: false,
    workingDirectory: '/srv/app',
    initProcess: true,
    addedCapabilities: ['SYS_PTRACE'],
    droppedCapabilities: ['NET_RAW'],
  });
  expect(found).toEqual(
    expect.arrayContaining([
      '--cap-drop=NET_RAW',
      '--cap-add=SYS_PTRACE',
      '--init',
      '--workdir=/srv/app',
    ]),
  );
  expect(found).not.toContain('--read-only');
});

test('a container that is stopped before it starts is ended', async () => {
  writeFileSync(join(folder, 'docker'), '#!/bin/sh\n[ "$1" = run ] && exec sleep 3\nexit 0\n');
  const run = runContainer(folder, plain, () => undefined, AbortSignal.abort());
  await expect(run).resolves.toMatchObject({ exitCode: 137 });
});
