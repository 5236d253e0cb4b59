import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../local/free-port';
import {
  knownTerraform,
  terraformBinary,
  type TerraformOptions,
} from '../../../local/tools/terraform-binary';
import { terraformRelease } from '../../../local/tools/terraform-release';
import {
  platform,
  release,
  ReleaseServer,
  serveArchive,
  serveHalf,
  serveNothing,
  serveOtherBytes,
  terraformOf,
  Tunnel,
} from './release-server';

const byHand =
  'put Terraform or OpenTofu 1.10 or later on the PATH, or name its program in TERRAFORM_BINARY_NAME';
const otherDigest = createHash('sha256').update('other bytes').digest('hex');
const server = new ReleaseServer();
let folder: string;
let checkout: string;
let tools: string;

beforeAll(() => server.start());
afterAll(() => server.stop());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-tools-'));
  checkout = join(folder, 'checkout');
  tools = join(checkout, '.fargate-cron', 'tools');
  mkdirSync(checkout);
  server.asked.length = 0;
  server.answer = serveArchive;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program into a folder of programs, which is made for it. */
function program(name: string, text: string): string {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, name), text);
  chmodSync(join(programs, name), 0o755);
  return join(programs, name);
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    PATH: join(folder, 'programs'),
    FARGATE_CRON_TERRAFORM_MIRROR: server.url,
    ...more,
  };
}

function find(env = environment(), options: TerraformOptions = {}): Promise<string> {
  return terraformBinary(checkout, { env, release, ...options });
}

/** The error of a search, which is one line whatever it is. */
async function failure(env = environment(), options: TerraformOptions = {}): Promise<string> {
  const error = await find(env, options).then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason as Error,
  );
  expect(error.name).toBe('ToolError');
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('a program that is there', () => {
  test('is the one that TERRAFORM_BINARY_NAME names, by name or by path', async () => {
    program('terraform', terraformOf('1.11.4'));
    const tofu = program('tofu', terraformOf('1.12.6'));
    const named = environment({ TERRAFORM_BINARY_NAME: 'tofu' });
    await expect(find(named)).resolves.toBe(tofu);
    await expect(find(environment({ TERRAFORM_BINARY_NAME: tofu }))).resolves.toBe(tofu);
    expect(knownTerraform(checkout, named)).toBe(tofu);
  });

  test('is Terraform before OpenTofu', async () => {
    const terraform = program('terraform', terraformOf('1.10.0'));
    program('tofu', terraformOf('1.12.6'));
    await expect(find()).resolves.toBe(terraform);
    await expect(find(environment({ TERRAFORM_BINARY_NAME: '' }))).resolves.toBe(terraform);
  });

  test.each([
    ['is too old', terraformOf('1.9.8')],
    ['does not say its version', '#!/bin/sh\necho no version is set\nexit 1\n'],
  ])('is OpenTofu where Terraform %s', async (_, text) => {
    program('terraform', text);
    const tofu = program('tofu', terraformOf('1.10.0'));
    await expect(find()).resolves.toBe(tofu);
    expect(server.asked).toEqual([]);
  });

  test('may write a warning before its version', async () => {
    const tofu = program('tofu', terraformOf('1.12.6').replace('echo', 'echo Warning: none; echo'));
    await expect(find()).resolves.toBe(tofu);
  });

  test('that is named and is not there is no reason to take another', async () => {
    program('terraform', terraformOf('1.11.4'));
    await expect(failure(environment({ TERRAFORM_BINARY_NAME: 'tofu' }))).resolves.toBe(
      'TERRAFORM_BINARY_NAME is tofu, and there is no such program',
    );
  });

  test('that is named and too old is no reason to take another', async () => {
    const old = program('old', terraformOf('1.5.7'));
    await expect(failure(environment({ TERRAFORM_BINARY_NAME: old }))).resolves.toBe(
      `TERRAFORM_BINARY_NAME is ${old}, which is version 1.5.7; it has to be Terraform or OpenTofu 1.10 or later`,
    );
  });
});

describe('a machine with neither', () => {
  test('gets the release once', async () => {
    const said: string[] = [];
    const terraform = await find(environment(), { say: (text) => said.push(text) });
    expect(terraform).toBe(join(tools, 'terraform-1.11.4', 'terraform'));
    expect(execFileSync(terraform, { encoding: 'utf8' })).toContain('1.11.4');
    expect(readdirSync(tools)).toEqual(['terraform-1.11.4']);

    const path = `/terraform/1.11.4/terraform_1.11.4_${platform}.zip`;
    expect(said).toEqual([`downloading ${server.url}${path}`]);
    await expect(find()).resolves.toBe(terraform);
    expect(knownTerraform(checkout, environment())).toBe(terraform);
    expect(server.asked).toEqual([path]);
  });

  test('gets the same when two commands ask at once', async () => {
    const [first, second] = await Promise.all([find(), find()]);
    expect(second).toBe(first);
    expect(readdirSync(tools)).toEqual(['terraform-1.11.4']);
  });

  test('gets it again when the program was removed from its folder', async () => {
    const terraform = await find();
    rmSync(terraform);
    await expect(find()).resolves.toBe(terraform);
    expect(readdirSync(tools)).toEqual(['terraform-1.11.4']);
  });

  test('gets it in place of one that is too old', async () => {
    program('terraform', terraformOf('1.5.7'));
    await expect(find()).resolves.toBe(join(tools, 'terraform-1.11.4', 'terraform'));
  });

  describe('behind a proxy', () => {
    const proxy = new Tunnel(server);

    beforeAll(() => proxy.start());
    afterAll(() => proxy.stop());

    beforeEach(() => {
      process.env['HTTP_PROXY'] = proxy.url;
    });

    afterEach(() => {
      delete process.env['HTTP_PROXY'];
      delete process.env['NO_PROXY'];
    });

    test('gets it through the proxy', async () => {
      const env = environment({ FARGATE_CRON_TERRAFORM_MIRROR: 'http://releases.invalid/' });
      await expect(find(env)).resolves.toBe(join(tools, 'terraform-1.11.4', 'terraform'));
      expect(proxy.asked).toEqual(['releases.invalid:80']);
    });

    test('gets it past the proxy from a host of NO_PROXY', async () => {
      process.env['NO_PROXY'] = '127.0.0.1';
      await expect(find()).resolves.toBe(join(tools, 'terraform-1.11.4', 'terraform'));
      expect(proxy.asked).toEqual(['releases.invalid:80']);
    });
  });

  test('is told in one line when it may not install anything', () => {
    expect(() => knownTerraform(checkout, environment())).toThrow(
      `neither terraform nor tofu is installed: run make tools, or ${byHand}`,
    );
  });
});

describe('a release that cannot be had leaves nothing, and a second try works', () => {
  const url = () => `${server.url}/terraform/1.11.4/terraform_1.11.4_${platform}.zip`;
  const line = (reason: string) =>
    `neither terraform nor tofu is installed, and it cannot be installed: ${reason}; ${byHand}`;

  async function expectSecondTryToWork(): Promise<void> {
    expect(existsSync(tools) ? readdirSync(tools) : []).toEqual([]);
    server.answer = serveArchive;
    await expect(find()).resolves.toBe(join(tools, 'terraform-1.11.4', 'terraform'));
  }

  test('when the archive is another', async () => {
    server.answer = serveOtherBytes;
    await expect(failure()).resolves.toBe(
      line(
        `${url()} is not the file that it should be: its SHA-256 is ${otherDigest}, not ${release.digests[platform] ?? ''}; nothing was installed`,
      ),
    );
    await expectSecondTryToWork();
  });

  test('when the download is cut off', async () => {
    server.answer = serveHalf;
    await expect(failure()).resolves.toMatch(
      /: the download of http:\S+\.zip was cut off \(UND_ERR_SOCKET\); put /,
    );
    await expectSecondTryToWork();
  });

  test('when the server has none', async () => {
    server.answer = serveNothing;
    await expect(failure()).resolves.toBe(line(`${url()} answers 404`));
    await expectSecondTryToWork();
  });

  test('when there is no network', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await expect(failure(environment({ FARGATE_CRON_TERRAFORM_MIRROR: nobody }))).resolves.toBe(
      line(
        `${nobody}/terraform/1.11.4/terraform_1.11.4_${platform}.zip cannot be reached (ECONNREFUSED)`,
      ),
    );
    await expectSecondTryToWork();
  });

  test('when the address of the proxy is none', async () => {
    process.env['HTTPS_PROXY'] = 'proxy.acme.example:3128';
    try {
      await expect(failure()).resolves.toMatch(
        /: HTTP_PROXY and HTTPS_PROXY must be like http:\S+ where they are set \(.+\); put /,
      );
    } finally {
      delete process.env['HTTPS_PROXY'];
    }
    await expectSecondTryToWork();
  });

  test('when the platform has no release that could be verified', async () => {
    await expect(
      failure(environment(), { release: { version: '1.11.4', digests: {} } }),
    ).resolves.toBe(line(`no release for ${platform} is known here`));
    await expectSecondTryToWork();
  });

  test('when the folder may only be read', async () => {
    mkdirSync(tools, { recursive: true });
    chmodSync(tools, 0o555);
    chmodSync(folder, 0o755);
    // Root may write everywhere.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(failure()).resolves.toBe(line(`${tools} cannot be written (EACCES)`));
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(tools, 0o755);
    }
    await expectSecondTryToWork();
  });

  test('when the disk is full', async () => {
    const small = mountSmallDisk();
    try {
      await expect(failure(environment(), small ? {} : { write: fullDisk })).resolves.toBe(
        line(`${tools} cannot be written (ENOSPC)`),
      );
      expect(readdirSync(tools)).toEqual([]);
    } finally {
      if (small) execFileSync('umount', [tools]);
    }
    await expectSecondTryToWork();
  });

  /** Makes the folder of the tools a disk that is full, where that is allowed. */
  function mountSmallDisk(): boolean {
    mkdirSync(tools, { recursive: true });
    const options = ['-t', 'tmpfs', '-o', 'size=4k', 'none', tools];
    return process.platform === 'linux' && spawnSync('mount', options).status === 0;
  }

  function fullDisk(): void {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  }
});

test('every digest of the release is one', () => {
  expect(Object.keys(terraformRelease.digests).sort()).toEqual([
    'darwin_amd64',
    'darwin_arm64',
    'linux_amd64',
    'linux_arm64',
  ]);
  for (const digest of Object.values(terraformRelease.digests)) {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  }
});
