import { join } from 'node:path';
import { knownTerraform } from '../local/tools/terraform-binary';

/** Runs once before the unit tests: CDKTF asks Terraform for its version where a stack reads a state. */
export default function findTerraform(): void {
  process.env['TERRAFORM_BINARY_NAME'] = knownTerraform(join(__dirname, '..'));
}
