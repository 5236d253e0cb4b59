import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlanningCheckout } from './planning-checkout';

let checkout: PlanningCheckout;

beforeAll(() => {
  checkout = new PlanningCheckout();
  // What is to be imported makes CDKTF ask Terraform for its version.
  const file = join(checkout.folder, 'config.ts');
  const imports = "protectData: false, imports: { cluster: 'main' },";
  writeFileSync(file, readFileSync(file, 'utf8').replace('protectData: false,', imports));
  checkout.env = { TERRAFORM_BINARY_NAME: 'nowhere' };
});

afterAll(() => {
  checkout.remove();
});

test.each([[['plan']], [['apply', 'plan']]])(
  'without Terraform %j says so in one line',
  async (args) => {
    await expect(checkout.run(...args)).resolves.toEqual({
      status: 1,
      stdout: '',
      stderr: 'TERRAFORM_BINARY_NAME is nowhere, and there is no such program\n',
    });
  },
);
