import { motoCommand } from './moto';
import { terraformBinary } from './terraform-binary';

/** Installs what the demo and the tests need and this machine lacks, and says where each thing is. */
async function install(): Promise<void> {
  const directory = process.cwd();
  console.log(`Terraform: ${await terraformBinary(directory, { say: console.log })}`);
  const [program, ...args] = (await motoCommand(directory, { say: console.log }))(5000);
  console.log(`The local AWS: ${[program, ...args].join(' ')}`);
}

install().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
