import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Settings } from '../settings/settings';

/** Gives every role of a stack, whoever makes it, the project's path and permissions boundary. */
export class RoleDefaults implements IAspect {
  readonly #role: Settings['role'];

  constructor(role: Settings['role']) {
    this.#role = role;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof IamRole)) return;
    const { path, permissionsBoundary } = this.#role;
    if (path !== undefined) node.path = path;
    if (permissionsBoundary !== undefined) node.permissionsBoundary = permissionsBoundary;
  }
}
