import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pluginLinks } from '../../local/plugin-mirror';
import { localEnvironment } from '../../local/terraform';

const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
const before = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-mirror-'));
  process.env['TERRAFORM_BINARY_NAME'] = join(folder, 'tofu');
  process.env['FARGATE_CRON_PLUGIN_MIRROR'] = join(folder, 'mirror');
  writeFileSync(join(folder, 'tofu'), `#!/bin/sh\necho '{ "terraform_version": "1.12.6" }'\n`, {
    mode: 0o755,
  });
});

afterEach(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

function plugin(root: string, registry: string): string {
  return join(root, registry, 'hashicorp/aws/5.100.0', platform, 'terraform-provider-aws_v5.100.0');
}

test.each(['registry.terraform.io', 'registry.opentofu.org'])(
  'a mirror of %s serves both Terraform and OpenTofu',
  (registry) => {
    const file = plugin(join(folder, 'mirror'), registry);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'a plugin');
    // Again and again, as every command of the local AWS does.
    localEnvironment(folder, 'http://127.0.0.1:1');
    const env = localEnvironment(folder, 'http://127.0.0.1:1');
    expect(env['TERRAFORM_BINARY_NAME']).toBe(join(folder, 'tofu'));

    const config = readFileSync(String(env['TF_CLI_CONFIG_FILE']), 'utf8');
    const both = '["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"]';
    expect(config).toContain(`include = ${both}`);
    expect(config).toContain(`exclude = ${both}`);
    const path = JSON.parse(/path +=(.*)/.exec(config)?.[1] ?? '') as string;
    for (const name of ['registry.terraform.io', 'registry.opentofu.org']) {
      expect(readFileSync(plugin(path, name), 'utf8')).toBe('a plugin');
    }
  },
);

test('the Docker provider is served, too, where the mirror holds it', () => {
  const mirror = join(folder, 'mirror');
  const docker = `kreuzwerker/docker/3.6.2/${platform}/terraform-provider-docker_v3.6.2`;
  const aws = plugin(mirror, 'registry.opentofu.org');
  const files = [aws, join(mirror, 'registry.terraform.io', docker)];
  const config = () =>
    readFileSync(
      String(localEnvironment(folder, 'http://127.0.0.1:1')['TF_CLI_CONFIG_FILE']),
      'utf8',
    );
  for (const file of files) {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'a plugin');
  }
  for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
    expect(config().match(new RegExp(`"${registry}/kreuzwerker/docker"`, 'g'))).toHaveLength(2);
    expect(readFileSync(join(pluginLinks(folder), registry, docker), 'utf8')).toBe('a plugin');
  }
  rmSync(join(mirror, 'registry.terraform.io'), { recursive: true });
  expect(config()).not.toContain('docker');
});

test('a mirror that terraform providers mirror made serves both, named by a relative path, too', () => {
  const name = `hashicorp/aws/terraform-provider-aws_5.100.0_${platform}.zip`;
  const mirror = join(folder, 'mirror', 'registry.terraform.io', name);
  mkdirSync(join(mirror, '..'), { recursive: true });
  writeFileSync(mirror, 'an archive');
  writeFileSync(join(mirror, '../index.json'), '{}');
  process.env['FARGATE_CRON_PLUGIN_MIRROR'] = relative(process.cwd(), join(folder, 'mirror'));
  localEnvironment(folder, 'http://127.0.0.1:1');
  for (const registry of ['registry.terraform.io', 'registry.opentofu.org']) {
    expect(readFileSync(join(pluginLinks(folder), registry, name), 'utf8')).toBe('an archive');
  }
});

test('a mirror whose name is empty is none', () => {
  process.env['FARGATE_CRON_PLUGIN_MIRROR'] = '';
  expect(() => localEnvironment(folder, 'http://127.0.0.1:1')).not.toThrow();
});

test('a mirror that is named and holds no plugin is an error', () => {
  expect(() => localEnvironment(folder, 'http://127.0.0.1:1')).toThrow(
    `FARGATE_CRON_PLUGIN_MIRROR is ${join(folder, 'mirror')}, which holds no plugin of hashicorp/aws for ${platform}`,
  );
});
