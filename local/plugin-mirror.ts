import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** Where Terraform's and where OpenTofu's short names of providers lead. */
const registries = ['registry.terraform.io', 'registry.opentofu.org'];
const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
/** Every deployment needs the first; the other one, an image that Terraform builds. */
const [awsProvider, ...otherProviders] = ['hashicorp/aws', 'kreuzwerker/docker'] as const;

/** Where the local AWS's Terraform finds its plugins, if there is a mirror on this machine. */
export function pluginLinks(directory: string): string {
  return join(directory, '.fargate-cron', 'plugins');
}

/**
 * Makes a mirror that serves the plugins on this machine under the names that both Terraform and
 * OpenTofu give them: their registries hand out the same files.
 *
 * @param directory the project's folder, in whose `.fargate-cron` it is made
 * @returns the names that it serves, such as `registry.terraform.io/hashicorp/aws`; none without a
 *   mirror on this machine
 */
export function linkPlugins(directory: string): string[] {
  const mirrors = [awsProvider, ...otherProviders].flatMap((provider) => {
    const mirror = findPluginMirror(provider);
    return mirror === undefined ? [] : [{ provider, mirror }];
  });
  return registries.flatMap((registry) =>
    mirrors.map(({ provider, mirror }) => {
      for (const [path, plugin] of pluginsIn(mirror, provider)) {
        linkTo(plugin, join(pluginLinks(directory), registry, provider, path));
      }
      return `${registry}/${provider}`;
    }),
  );
}

function linkTo(plugin: string, link: string): void {
  mkdirSync(dirname(link), { recursive: true });
  // Other commands may be reading it, so what is right is left alone.
  if (existsSync(link) && realpathSync(link) === realpathSync(plugin)) return;
  rmSync(link, { force: true, recursive: true });
  symlinkSync(plugin, link);
}

/** A folder in the layout that Terraform calls a filesystem mirror and that holds the provider. */
function findPluginMirror(provider: string): string | undefined {
  const given = process.env['FARGATE_CRON_PLUGIN_MIRROR'];
  if (given !== undefined && given !== '') {
    const root = resolve(given);
    if (pluginsIn(root, provider).size > 0) return root;
    if (provider !== awsProvider) return undefined;
    throw new Error(
      `FARGATE_CRON_PLUGIN_MIRROR is ${given}, which holds no plugin of ${provider} for ${platform}`,
    );
  }
  const roots = [
    join(homedir(), '.terraform.d', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...foldersIn('/opt'),
    ...foldersIn('/srv'),
  ];
  return roots.find((root) => pluginsIn(root, provider).size > 0);
}

/**
 * A provider's plugins for this platform, packed and unpacked, by their path in the provider's
 * folder. Looks for the plugin's own file: Terraform's caches have the same layout but may hold only
 * links. https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
function pluginsIn(root: string, provider: string): Map<string, string> {
  const file = `terraform-provider-${basename(provider)}`;
  // As `terraform providers mirror` writes it.
  const archive = new RegExp(`^${file}_.+_${platform}\\.zip$`);
  return new Map(
    registries.flatMap((registry) => {
      const folder = join(root, registry, provider);
      const inFolder = foldersIn(folder);
      const packed = inFolder.filter((path) => archive.test(basename(path)));
      const unpacked = inFolder
        .map((version) => join(version, platform))
        .filter((versionFolder) =>
          foldersIn(versionFolder).some(
            (path) => basename(path).startsWith(file) && lstatSync(path).isFile(),
          ),
        );
      return [...packed, ...unpacked].map((path) => [relative(folder, path), path] as const);
    }),
  );
}

/** What lies in a folder, if it is one. */
function foldersIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
}
