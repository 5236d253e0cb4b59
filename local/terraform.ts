import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkPlugins, pluginLinks } from './plugin-mirror';
import { knownTerraform } from './tools/terraform-binary';

/**
 * The environment in which Terraform, cdktf and the AWS clients talk to the local AWS and to nothing
 * else. Terraform gets the providers' plugins from a filesystem mirror where there is one and
 * downloads them elsewhere.
 *
 * @param directory the project's folder; Terraform's CLI configuration is written to its `.fargate-cron`
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
    ...localVariables(directory, endpoint),
    FARGATE_CRON_ENV: 'local',
    AWS_REGION: region,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
}

/** What of it makes Terraform and the clients ask the local AWS, and with what no real one would take. */
export function localVariables(directory: string, endpoint: string) {
  return {
    // A profile or a session of the user's would go before the keys below.
    AWS_PROFILE: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_CLI_CONFIG_FILE: writeCliConfig(directory),
  };
}

/** The CLI configuration that Terraform gets for the local AWS. */
export function cliConfigFile(directory: string): string {
  return join(directory, '.fargate-cron', 'terraform.rc');
}

function writeCliConfig(directory: string): string {
  const served = linkPlugins(directory)
    .map((name) => JSON.stringify(name))
    .join(', ');
  const installation =
    served === ''
      ? ''
      : `
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(pluginLinks(directory))}
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
