import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startLocalAws, stopLocalAws } from '../../../local/local-aws';
import { motoCommand, motoImage } from '../../../local/tools/moto';

const path = process.env['PATH'];
let folder: string;
let checkout: string;
let tools: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-moto-'));
  checkout = join(folder, 'checkout');
  tools = join(checkout, '.fargate-cron', 'tools');
  mkdirSync(checkout);
  process.env['PATH'] = join(folder, 'programs');
});

afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function program(name: string, text: string): string {
  return write(join(folder, 'programs', name), text);
}

/** A Python that can do some things, and what its pip does. */
function python(can: string, pip: string): string {
  const text = `#!/bin/sh
case "$*" in
  *venv\\ /*) for folder; do :; done; /bin/mkdir -p "$folder/bin"; /bin/cp "$0" "$folder/bin/python3" ;;
  *-m\\ pip*) ${pip} ;;
  ${can}) exit 0 ;;
  *) exit 1 ;;
esac
`;
  return program('python3', text);
}

/** A moto that answers what it is known by. */
const serving = `#!${process.execPath}
require('node:http').createServer((_, response) => response.end()).listen(process.argv.at(-1), '127.0.0.1');
`;

/** What is run for port 5000. */
async function command(): Promise<readonly string[]> {
  return (await motoCommand(checkout))(5000);
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason as Error,
  );
  expect(error.name).toBe('ToolError');
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('what runs moto', () => {
  test('is moto_server on the PATH', async () => {
    const moto = program('moto_server', serving);
    python('*', 'exit 0');
    await expect(command()).resolves.toEqual([moto, '-H', '127.0.0.1', '-p', '5000']);
  });

  test('is a module of python3 where it has one', async () => {
    const found = python('*moto.server*', 'exit 0');
    await expect(command()).resolves.toEqual([
      ...[found, '-m', 'moto.server', '-H', '127.0.0.1', '-p', '5000'],
    ]);
  });

  test('is a virtual environment, which is made once', async () => {
    python('*sys*|*ensurepip*', `echo "$@" > ${join(folder, 'pip')}`);
    const [own = '', ...args] = await command();
    expect(own).toMatch(/tools\/moto-[0-9a-f]{12}\/bin\/python3$/);
    expect(args).toEqual(['-m', 'moto.server', '-H', '127.0.0.1', '-p', '5000']);
    expect(existsSync(own)).toBe(true);
    expect(readdirSync(tools)).toHaveLength(1);

    rmSync(join(folder, 'pip'));
    await expect(command()).resolves.toEqual([own, ...args]);
    expect(existsSync(join(folder, 'pip'))).toBe(false);
  });

  test.each([
    ['there is no Python', undefined],
    ['Python is too old', 'nothing'],
    ['Python makes no environments', '*sys*'],
  ])('is its image where %s', async (_, can) => {
    if (can !== undefined) python(can, 'exit 1');
    const docker = program('docker', '#!/bin/sh\nexit 0\n');
    await expect(command()).resolves.toEqual([
      ...[docker, 'run', '--rm', '--init', '--publish', '127.0.0.1:5000:5000'],
      ...['--env', 'MOTO_IAM_LOAD_MANAGED_POLICIES', motoImage],
    ]);
  });

  test('is nothing where all of it is missing, which one line says', async () => {
    await expect(failure(command())).resolves.toBe(
      "moto, the local AWS, is not installed and cannot be: there is no python3; there is no Docker; install it with pip install 'moto[server]', or set AWS_ENDPOINT_URL to a local AWS that runs",
    );
  });

  test('is nothing half-installed, and a second try works', async () => {
    python('*sys*|*ensurepip*', 'echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"; exit 1');
    program('docker', '#!/bin/sh\n[ "$1" = version ] || { echo no such host; exit 1; }\n');
    await expect(failure(command())).resolves.toMatch(
      /: pip fails \(THESE PACKAGES DO NOT MATCH THE HASHES\); motoserver\/moto:5\.2\.1 cannot be pulled \(no such host\); install /,
    );
    expect(readdirSync(tools)).toEqual([]);
    python('*sys*|*ensurepip*', 'exit 0');
    await expect(command()).resolves.toHaveLength(7);
  });
});

test('a moto that waits for its threads is stopped all the same', async () => {
  program('moto_server', `${serving}process.on('SIGTERM', () => {});\n`);
  const { endpoint } = await startLocalAws(checkout, {});
  const { moto } = JSON.parse(
    readFileSync(join(checkout, '.fargate-cron', 'local-aws.json'), 'utf8'),
  ) as { moto: { pid: number; port: number } };
  await expect(stopLocalAws(checkout)).resolves.toBe(true);
  expect(() => process.kill(moto.pid, 0)).toThrow('ESRCH');
  for (const gone of [endpoint, `http://127.0.0.1:${moto.port}`]) {
    await expect(fetch(gone)).rejects.toThrow('fetch failed');
  }
});

describe('a moto that does not start', () => {
  test.each([
    [
      'is told in one line, with its last words',
      '#!/bin/sh\necho Traceback\necho "No module named flask"\nexit 1\n',
      /^the local AWS did not start \(No module named flask\): see .*local-aws\.log$/,
    ],
    [
      'for its port is taken is told in one line',
      '#!/bin/sh\necho "Address already in use"\necho "Port is in use by another program."\nexit 1\n',
      /^the local AWS did not start: port \d+ was taken meanwhile, try again$/,
    ],
    [
      'for its interpreter is gone is told in one line',
      '#!/nowhere/python\n',
      /^the local AWS did not start: see .*local-aws\.log$/,
    ],
  ])('%s, and a second try works', async (_, text, message) => {
    program('moto_server', text);
    await expect(failure(startLocalAws(checkout, {}))).resolves.toMatch(message);

    program('moto_server', serving);
    const { endpoint } = await startLocalAws(checkout, {});
    try {
      expect((await fetch(`${endpoint}/moto-api/`)).ok).toBe(true);
    } finally {
      await expect(stopLocalAws(checkout)).resolves.toBe(true);
    }
  });

  test('for its port was taken meanwhile takes another one', async () => {
    const tried = join(checkout, 'tried');
    const once = `const { existsSync, writeFileSync } = require('node:fs');
if (!existsSync(${JSON.stringify(tried)})) {
  writeFileSync(${JSON.stringify(tried)}, '');
  console.log('Address already in use');
  process.exit(1);
}
`;
    program('moto_server', serving.replace('\n', `\n${once}`));
    await startLocalAws(checkout, {});
    expect(existsSync(tried)).toBe(true);
    await expect(stopLocalAws(checkout)).resolves.toBe(true);
  });

  test('and left half a note of itself is started anew', async () => {
    program('moto_server', serving);
    write(join(checkout, '.fargate-cron', 'local-aws.json'), '{"pid": 1');
    await startLocalAws(checkout, {});
    await expect(stopLocalAws(checkout)).resolves.toBe(true);
  });
});
