import { join } from 'node:path';
import { knownTerraform } from '../local/tools/terraform-binary';
import { ToolError } from '../local/tools/tool-error';
import { placeForCheckout } from './built-checkout';

/** Runs once before the unit tests: CDKTF asks Terraform for its version in some stacks. */
export default function findTerraform(): () => void {
  try {
    process.env['TERRAFORM_BINARY_NAME'] = knownTerraform(join(__dirname, '..'));
  } catch (error) {
    // Most tests need none; those that do say so themselves.
    if (!(error instanceof ToolError)) throw error;
  }
  return placeForCheckout();
}
