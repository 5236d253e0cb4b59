import { terraformBinary as findOrInstall } from '../../local/tools/terraform-binary';
import { ToolError } from '../../local/tools/tool-error';
import { Failure } from '../failure';
import { projectFolder } from './project';

let binary: Promise<string> | undefined;

/**
 * The program that the command's Terraform is, which is looked for once. What the command starts goes
 * by it, too: CDKTF asks it for its version, and says in a stack trace that there is none.
 *
 * @throws Failure when there is none and none can be installed
 */
export function terraformBinary(): Promise<string> {
  binary ??= findOrInstall(projectFolder(), { say: console.error }).then(
    (program) => (process.env['TERRAFORM_BINARY_NAME'] = program),
    (error: unknown) => {
      throw error instanceof ToolError ? new Failure(error.message) : error;
    },
  );
  return binary;
}
