import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../local/program';
import { localEnvironment } from '../../../local/terraform';
import { builtCheckout, placeForCheckout } from '../../built-checkout';
import { shareTools } from '../checkout';

/**
 * Runs once before all end-to-end tests: Terraform gets the provider, from wherever it does, and the
 * tests learn by `E2E_PROVIDER` and `E2E_PROVIDER_SCHEMA` where its file is.
 */
export default async function findPlugin(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-plugin-'));
  const aws = { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' };
  writeFileSync(
    join(folder, 'main.tf.json'),
    JSON.stringify({ terraform: { required_providers: { aws } } }),
  );
  shareTools(folder);
  const env = localEnvironment(folder, 'http://127.0.0.1:9');
  // CDKTF asks for its version in some stacks, wherever they are made.
  process.env['TERRAFORM_BINARY_NAME'] = env['TERRAFORM_BINARY_NAME'];
  const { exitCode, output } = await runProgram(
    String(env['TERRAFORM_BINARY_NAME']),
    ['init', '-input=false'],
    { cwd: folder, env: { ...env, TF_REATTACH_PROVIDERS: undefined } },
  );
  if (exitCode !== 0) throw new Error(output);
  // Terraform's registry, or OpenTofu's.
  const providers = join(folder, '.terraform/providers');
  const [registry = ''] = readdirSync(providers);
  const versions = join(providers, registry, 'hashicorp/aws');
  const [version = ''] = readdirSync(versions);
  const [platform = ''] = readdirSync(join(versions, version));
  // It is a link to where the provider lies, or holds what was downloaded.
  const holder = realpathSync(join(versions, version, platform));
  const name = readdirSync(holder).find((each) => each.startsWith('terraform-provider-aws'));
  process.env['E2E_PROVIDER'] = join(holder, name ?? '');
  process.env['E2E_PROVIDER_SCHEMA'] = join(folder, 'schema');
  const removeCheckout = placeForCheckout();
  // Or every worker would begin with making it.
  builtCheckout();
  return () => {
    removeCheckout();
    rmSync(folder, { recursive: true, force: true });
  };
}
