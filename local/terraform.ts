import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { knownTerraform } from './tools/terraform-binary';

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

/** The CLI configuration that Terraform gets for the local AWS. */
export function cliConfigFile(directory: string): string {
  return join(directory, '.fargate-cron', 'terraform.rc');
}

function writeCliConfig(directory: string): string {
  const mirror = findPluginMirror();
  const installation =
    mirror === undefined
      ? ''
      : `
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`;
  const file = cliConfigFile(directory);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `disable_checkpoint = true\n${installation}`);
  return file;
}

/** A folder in the layout that Terraform calls a filesystem mirror and that holds the AWS provider. */
function findPluginMirror(): string | undefined {
  const given = process.env['FARGATE_CRON_PLUGIN_MIRROR'];
  if (given !== undefined) {
    if (!holdsAwsProvider(given)) {
      throw new Error(
        `FARGATE_CRON_PLUGIN_MIRROR is ${given}, which holds no plugin of hashicorp/aws`,
      );
    }
    return given;
  }
  const roots = [
    join(homedir(), '.terraform.d', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...foldersIn('/opt'),
    ...foldersIn('/srv'),
  ];
  return roots.find(holdsAwsProvider);
}

/** Looks for the plugin's own file: Terraform's caches have the same layout but may hold only links. */
function holdsAwsProvider(root: string): boolean {
  const versions = join(root, 'registry.terraform.io', 'hashicorp', 'aws');
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  return foldersIn(versions).some((version) => {
    const folder = join(version, platform);
    return (
      existsSync(folder) &&
      readdirSync(folder).some(
        (file) =>
          file.startsWith('terraform-provider-aws') && lstatSync(join(folder, file)).isFile(),
      )
    );
  });
}

function foldersIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
}
