import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { createStacks } from '../../../stacks/project';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { isLocked, layLock, projectLock } from '../../../stacks/stack/provider-lock';
import { configOf } from '../../synthesis';

const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-lock-'));
const stack = join(folder, 'stack');
const laid = join(stack, '.terraform.lock.hcl');
const aws = { source: 'aws', version: '>= 5.100.0, < 7.0.0' };
const root = join(__dirname, '..', '..', '..');

beforeEach(() => {
  mkdirSync(stack, { recursive: true });
  mkdirSync(join(folder, 'providers'), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function block(address: string, version: string, ...hashes: readonly string[]): string {
  const list = hashes.map((hash) => `    "${hash}",\n`).join('');
  return `provider "${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n  hashes = [\n${list}  ]\n}\n`;
}

function lockProject(...blocks: readonly string[]): void {
  writeFileSync(projectLock({ folder }), `# A comment.\n\n${blocks.join('\n')}`);
}

const ofAws = block('registry.terraform.io/hashicorp/aws', '5.100.0', 'h1:one=', 'zh:02');
const ofDocker = block('registry.terraform.io/kreuzwerker/docker', '3.6.2', 'zh:03');

test('a stack gets what is locked of its own providers, with its own constraints', () => {
  lockProject(ofAws, ofDocker);
  layLock({ folder }, stack, [aws]);
  expect(readFileSync(laid, 'utf8')).toBe(
    `# From providers/.terraform.lock.hcl, at each synthesis.\n\n${ofAws.replace('constraints = "5.100.0"', 'constraints = ">= 5.100.0, < 7.0.0"')}`,
  );
  expect(isLocked({ folder }, stack)).toBe(true);
});

test('a digest that Terraform has added stays, as long as the version does', () => {
  lockProject(ofAws);
  layLock({ folder }, stack, [aws]);
  const learned = readFileSync(laid, 'utf8').replace('"h1:one=",', '"h1:one=",\n    "h1:two=",');
  writeFileSync(laid, learned);
  layLock({ folder }, stack, [aws]);
  expect(readFileSync(laid, 'utf8')).toBe(learned);

  lockProject(block('registry.terraform.io/hashicorp/aws', '6.30.0', 'h1:new='));
  layLock({ folder }, stack, [aws]);
  expect(readFileSync(laid, 'utf8')).toContain('hashes = [\n    "h1:new=",\n  ]');
});

test('without a lock file of the project, what Terraform has written stays', () => {
  writeFileSync(laid, ofAws);
  layLock({ folder }, stack, [aws]);
  expect(readFileSync(laid, 'utf8')).toBe(ofAws);
  expect(isLocked({ folder }, stack)).toBe(false);
});

test("with the registries of Terraform and OpenTofu, each has to drop the other's", () => {
  lockProject(ofAws, ofAws.replace('registry.terraform.io', 'registry.opentofu.org'));
  layLock({ folder }, stack, [aws]);
  expect(readFileSync(laid, 'utf8').match(/^provider /gm)).toHaveLength(2);
  expect(isLocked({ folder }, stack)).toBe(false);
});

test('this project locks every provider of every stack, at versions that the stacks take', () => {
  const settings = loadSettings(
    configOf({}, { image: { from: 'build' } }),
    { FARGATE_CRON_ENV: 'test' },
    undefined,
    root,
  );
  const app = new App({ outdir: join(folder, 'cdktf.out') });
  createStacks(app, settings);
  app.synth();
  const locksOf = (id: string) => {
    const text = readFileSync(join(folder, 'cdktf.out/stacks', id, '.terraform.lock.hcl'), 'utf8');
    return [
      ...text.matchAll(/^provider "(.*)" \{\n\s*version\s*= "(.*)"\n\s*constraints = "(.*)"/gm),
    ].map(([, ...found]) => found);
  };
  const lockedAws = [
    'registry.terraform.io/hashicorp/aws',
    expect.stringMatching(/^(5\.\d{3,}|6)\./),
    '>= 5.100.0, < 7.0.0',
  ];
  // Its bindings ask for this one and no other.
  const lockedDocker = ['registry.terraform.io/kreuzwerker/docker', '3.6.2', '3.6.2'];
  expect(locksOf('network')).toEqual([lockedAws]);
  expect(locksOf('image')).toEqual([lockedAws, lockedDocker]);
});

test('the file that is locked names the versions that are', () => {
  const versions = readFileSync(join(root, 'providers/versions.tf'), 'utf8');
  const named = [...versions.matchAll(/source {2}= "(.*)"\n\s*version = "(.*)"/g)];
  const lock = readFileSync(join(root, 'providers/.terraform.lock.hcl'), 'utf8');
  const locked = [...lock.matchAll(/^provider "[^/]+\/(.*)" \{\n\s*version {5}= "(.*)"/gm)];
  expect(named).toHaveLength(2);
  expect(locked.map(([, ...found]) => found)).toEqual(named.map(([, ...found]) => found));
});
