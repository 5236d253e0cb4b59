import { join } from 'node:path';
import { terraformBinary } from './terraform-binary';

/** Installs what the demo and the tests need and this machine lacks, and says where each thing is. */
async function install(): Promise<void> {
  const directory = join(__dirname, '..', '..');
  console.log(`Terraform: ${await terraformBinary(directory, { say: console.log })}`);
}

install().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
