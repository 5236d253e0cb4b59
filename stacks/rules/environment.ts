/** The variables that every job's container has; a job may set them to something else. */
export const ownVariables: readonly string[] = ['DATA_URI', 'ENVIRONMENT', 'JOB_NAME', 'PROJECT'];

/**
 * What a container's environment variable may be called: a POSIX name that ECS does not set itself.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
 */
export function environmentVariableProblems(name: string): string[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return [`must be letters, digits and _ and not begin with a digit, got "${name}"`];
  }
  if (/^(ECS_|AWS_CONTAINER_|AWS_EXECUTION_ENV$)/.test(name)) {
    return [`must not be a name that ECS sets itself, got "${name}"`];
  }
  return name === 'SCHEDULED_TIME'
    ? ['must not be set here: each run gets its own SCHEDULED_TIME from its schedule']
    : [];
}

/**
 * ECS drops a variable without a value from a task definition, so that the container lacks it and
 * every plan puts it back.
 * https://github.com/hashicorp/terraform-provider-aws/issues/39533
 */
export function environmentValueProblems(value: string): string[] {
  return value === ''
    ? [
        'must not be empty, because ECS drops a variable without a value, got ""; leave it out, or write a value that the program takes for none',
      ]
    : [];
}
