import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings/settings';

/** Terraform's name of it, in the project's folder as in a stack's. */
export const lockFile = '.terraform.lock.hcl';

/** What a stack asks for. */
export interface RequiredProvider {
  /** As in `required_providers`. */
  readonly source: string;
  /** The constraint. */
  readonly version: string;
}

interface LockedProvider {
  /** With the registry, which Terraform and OpenTofu have one each of. */
  readonly address: string;
  readonly version: string;
  readonly hashes: readonly string[];
}

/** The lock file of a project, in which its stacks share the versions of their providers. */
export function projectLock({ folder }: Pick<Settings, 'folder'>): string {
  return join(folder, 'providers', lockFile);
}

/**
 * Lays what a project locks of a stack's providers beside the stack's JSON. Where the project has no
 * lock file, Terraform goes on with the one that it writes there itself.
 *
 * Only those of the stack: to a read-only lock file Terraform takes one provider too many as a change.
 *
 * @param folder the stack's
 */
export function layLock(
  settings: Pick<Settings, 'folder'>,
  folder: string,
  required: readonly RequiredProvider[],
): void {
  const project = projectLock(settings);
  if (!existsSync(project)) return;
  const laid = join(folder, lockFile);
  const before = existsSync(laid) ? readLock(laid) : [];
  const blocks = readLock(project).flatMap((provider) => {
    const one = required.find(({ source }) =>
      provider.address.endsWith(`/${withNamespace(source)}`),
    );
    return one === undefined ? [] : [blockOf(withLearned(provider, before), one.version)];
  });
  writeFileSync(laid, `# From providers/${lockFile}, at each synthesis.\n\n${blocks.join('\n')}`);
}

/** Whether a stack's folder has a lock file that Terraform can leave as it is. */
export function isLocked(settings: Pick<Settings, 'folder'>, folder: string): boolean {
  if (!existsSync(projectLock(settings)) || !existsSync(join(folder, lockFile))) return false;
  const names = readLock(join(folder, lockFile)).map(({ address }) =>
    address.slice(address.indexOf('/')),
  );
  // With the registries of both programs, each finds what it does not need.
  return new Set(names).size === names.length;
}

function withNamespace(source: string): string {
  return source.includes('/') ? source : `hashicorp/${source}`;
}

/**
 * With what Terraform has added to the copy: the digest of a package whose archive it has checked, and
 * without which it would have to be initialized again after each synthesis.
 */
function withLearned(provider: LockedProvider, before: readonly LockedProvider[]): LockedProvider {
  const same = before.find(
    ({ address, version }) => address === provider.address && version === provider.version,
  );
  return {
    ...provider,
    hashes: [...new Set([...provider.hashes, ...(same?.hashes ?? [])])].sort(),
  };
}

function readLock(file: string): LockedProvider[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^provider "([^"]+)" \{([^]*?)^\}/gm)].map(
    ([, address = '', body = '']) => ({
      address,
      version: /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1] ?? '',
      hashes: [...body.matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash = '']) => hash),
    }),
  );
}

/** With the stack's constraint: where another one stands, cdktf wants to upgrade. */
function blockOf({ address, version, hashes }: LockedProvider, constraint: string): string {
  return [
    `provider "${address}" {`,
    `  version     = "${version}"`,
    `  constraints = "${constraint}"`,
    '  hashes = [',
    ...hashes.map((hash) => `    "${hash}",`),
    '  ]',
    '}',
    '',
  ].join('\n');
}
