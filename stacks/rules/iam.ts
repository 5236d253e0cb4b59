/**
 * An action that a statement allows, in full: what a wildcard means grows with every release of AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function actionProblems(action: string): string[] {
  return /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)
    ? []
    : [`must be one action in full, such as sns:Publish, without *, got "${action}"`];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function resourceProblems(resource: string): string[] {
  return resource === '*' || /^arn:[\w*-]+:[^:]*:[^:]*:[^:]*:.+$/.test(resource)
    ? []
    : [`must be an ARN, or * for an action that knows no resource, got "${resource}"`];
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function rolePathProblems(path: string): string[] {
  return /^\/([\x21-\x7e]+\/)?$/.test(path) && path.length <= 512
    ? []
    : [`must begin and end with / and have no spaces, at most 512 characters, got "${path}"`];
}

export function boundaryProblems(arn: string): string[] {
  return /^arn:aws[\w-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(arn)
    ? []
    : [
        `must be the ARN of a policy, such as arn:aws:iam::123456789012:policy/boundary, got "${arn}"`,
      ];
}

const roleArn = /^arn:aws[\w-]*:iam::(?<account>\d{12}):role\/[\w+=,.@/-]+$/;

export function roleArnProblems(arn: string): string[] {
  return roleArn.test(arn)
    ? []
    : [`must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy, got "${arn}"`];
}

/** The account that a role is of. */
export function accountOfRole(arn: string | undefined): string | undefined {
  return roleArn.exec(arn ?? '')?.groups?.['account'];
}

/** What calls of an assumed role are noted as in CloudTrail. */
export const roleSessionName = 'fargate-cron';
