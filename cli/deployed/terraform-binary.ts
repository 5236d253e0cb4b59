import { terraformBinary as findOrInstall } from '../../local/tools/terraform-binary';
import { ToolError } from '../../local/tools/tool-error';
import { Failure } from '../failure';
import { projectFolder } from './project';

let binary: Promise<string> | undefined;

/**
 * The program that the command's Terraform is, which is looked for once.
 *
 * @throws Failure when there is none and none can be installed
 */
export function terraformBinary(): Promise<string> {
  binary ??= findOrInstall(projectFolder(), { say: console.error }).catch((error: unknown) => {
    throw error instanceof ToolError ? new Failure(error.message) : error;
  });
  return binary;
}
