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

// Of the 10,240 characters that the inline policies of a role may have, spaces not counted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const mostCharacters = 9_000;

export function statementSizeProblems(statements: readonly unknown[]): string[] {
  const length = JSON.stringify(statements).replaceAll(/\s/g, '').length;
  return length <= mostCharacters
    ? []
    : [`must be at most ${mostCharacters} characters as JSON, got ${length}`];
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
