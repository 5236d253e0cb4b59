import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { knownTerraform } from './tools/terraform-binary';

/** Where Terraform's and where OpenTofu's short names of providers lead. */
const registries = ['registry.terraform.io', 'registry.opentofu.org'];
const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
/** As `terraform providers mirror` writes it. */
const archive = new RegExp(`^terraform-provider-aws_.+_${platform}\\.zip$`);

/**
 * The environment in which Terraform, cdktf and the AWS clients talk to the local AWS and to nothing
 * else. Terraform gets the provider's plugin from a filesystem mirror where there is one and
 * downloads it elsewhere.
 *
 * @param directory the checkout; Terraform's CLI configuration is written to its `.fargate-cron`
 * @param endpoint where the local AWS answers
 * @throws ToolError when there is no Terraform
 */
export function localEnvironment(
  directory: string,
  endpoint: string,
  region = 'us-east-1',
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TERRAFORM_BINARY_NAME: knownTerraform(directory),
    // A profile or a session of the user's would go before the keys below.
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    FARGATE_CRON_ENV: 'local',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: writeCliConfig(directory),
    TF_IN_AUTOMATION: '1',
  };
}

/** Where the local AWS's Terraform finds its plugins, if there is a mirror on this machine. */
export function pluginLinks(directory: string): string {
  return join(directory, '.fargate-cron', 'plugins');
}

/** The CLI configuration that Terraform gets for the local AWS. */
export function cliConfigFile(directory: string): string {
  return join(directory, '.fargate-cron', 'terraform.rc');
}

function writeCliConfig(directory: string): string {
  const mirror = findPluginMirror();
  const served = registries
    .map((registry) => JSON.stringify(`${registry}/hashicorp/aws`))
    .join(', ');
  const installation =
    mirror === undefined
      ? ''
      : `
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(linkPlugins(mirror, pluginLinks(directory)))}
    include = [${served}]
  }
  direct {
    exclude = [${served}]
  }
}
`;
  const file = cliConfigFile(directory);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `disable_checkpoint = true\n${installation}`);
  return file;
}

/**
 * Makes a mirror that serves the plugins of another one under the names that both Terraform and
 * OpenTofu give them: their registries hand out the same files.
 *
 * @returns its folder
 */
function linkPlugins(mirror: string, links: string): string {
  for (const [path, plugin] of pluginsIn(mirror)) {
    for (const registry of registries) {
      const link = join(links, registry, 'hashicorp', 'aws', path);
      mkdirSync(dirname(link), { recursive: true });
      // Other commands may be reading it, so what is right is left alone.
      if (existsSync(link) && realpathSync(link) === realpathSync(plugin)) continue;
      rmSync(link, { force: true, recursive: true });
      symlinkSync(plugin, link);
    }
  }
  return links;
}

/** A folder in the layout that Terraform calls a filesystem mirror and that holds the AWS provider. */
function findPluginMirror(): string | undefined {
  const given = process.env['FARGATE_CRON_PLUGIN_MIRROR'];
  if (given !== undefined && given !== '') {
    const root = resolve(given);
    if (pluginsIn(root).size > 0) return root;
    throw new Error(
      `FARGATE_CRON_PLUGIN_MIRROR is ${given}, which holds no plugin of hashicorp/aws for ${platform}`,
    );
  }
  const roots = [
    join(homedir(), '.terraform.d', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...foldersIn('/opt'),
    ...foldersIn('/srv'),
  ];
  return roots.find((root) => pluginsIn(root).size > 0);
}

/**
 * The AWS provider's plugins for this platform, packed and unpacked, by their path in the provider's
 * folder. Looks for the plugin's own file: Terraform's caches have the same layout but may hold only
 * links. https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
function pluginsIn(root: string): Map<string, string> {
  return new Map(
    registries.flatMap((registry) => {
      const folder = join(root, registry, 'hashicorp', 'aws');
      const inFolder = foldersIn(folder);
      const packed = inFolder.filter((file) => archive.test(basename(file)));
      const unpacked = inFolder
        .map((version) => join(version, platform))
        .filter((versionFolder) =>
          foldersIn(versionFolder).some(
            (file) =>
              basename(file).startsWith('terraform-provider-aws') && lstatSync(file).isFile(),
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
