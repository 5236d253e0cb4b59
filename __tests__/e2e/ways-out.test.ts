import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stackIds } from '../../local/deployment';
import { localEnvironment } from '../../local/terraform';
import { copyCheckout } from './checkout';
import { SharedProvider } from './provider/shared-provider';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const directory = copyCheckout();
let provider: SharedProvider;
let stacks: StackRunner;

beforeAll(async () => {
  const env = localEnvironment(directory, 'http://127.0.0.1:9');
  provider = await SharedProvider.start(env);
  stacks = new StackRunner(directory, provider.addTo(env));
});

afterAll(async () => {
  await provider.stop();
  rmSync(directory, { recursive: true });
});

test('the HCL of every stack is valid without CDKTF', async () => {
  await stacks.synthesize({ SYNTH_HCL_OUTPUT: 'true' });
  for (const stack of stackIds) {
    await stacks.succeed(stack, 'init', '-backend=false', '-input=false');
    const versions = join(directory, 'cdktf.out/stacks', stack, 'versions.tf');
    expect(readFileSync(versions, 'utf8')).toContain('required_version = ">= 1.10.0"');
    await expect(stacks.succeed(stack, 'validate')).resolves.toContain('is valid');
  }
});
