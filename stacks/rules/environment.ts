/**
 * The variables that a job's container has by itself; a job may set them to something else.
 *
 * @param hasData whether the job may use the data bucket
 */
export function ownVariables(hasData: boolean): string[] {
  return [...(hasData ? ['DATA_URI'] : []), 'ENVIRONMENT', 'JOB_NAME', 'PROJECT'];
}

/**
 * What ECS sets in each container.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-environment-variables.html
 */
const setByEcs = [
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_EXECUTION_ENV',
  'ECS_AGENT_URI',
  'ECS_CONTAINER_METADATA_URI',
  'ECS_CONTAINER_METADATA_URI_V4',
];

/**
 * What a container's environment variable may be called. ECS takes any text, with spaces even, and
 * hands it on; but no environment of a process can hold a name that is empty or has = in it.
 * https://github.com/aws/containers-roadmap/issues/2364
 * https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html
 */
export function environmentVariableProblems(name: string): string[] {
  if (!/^[^=\0]+$/.test(name)) return [`must be a name without =, got ${JSON.stringify(name)}`];
  return name === 'SCHEDULED_TIME'
    ? ['must not be set here: each run gets its own SCHEDULED_TIME from its schedule']
    : [];
}

/** What ECS takes as a name and few programs can read, or ECS sets to something else. */
export function environmentVariableWarnings(name: string): string[] {
  if (setByEcs.includes(name)) {
    return [`is a name that ECS sets itself, got "${name}"; leave it out, or take another name`];
  }
  // Dots, colons and hyphens are usual: discovery.type, ConnectionStrings:Main, npm-config.
  return /^[A-Za-z_][\w.:-]*$/.test(name)
    ? []
    : [
        `is a name that shells and some programs cannot read, got ${JSON.stringify(name)}; write letters, digits and _, not beginning with a digit`,
      ];
}

const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/**
 * Where a task gets the credentials of its role, and its metadata: an address within the task, to which
 * no proxy finds the way.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/http_proxy_config.html
 */
const addressOfTask = '169.254.170.2';

/** The variable of a proxy that programs would ask for the credentials of their task, and why. */
export function proxyWarning(
  environment: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): { readonly name: string; readonly text: string } | undefined {
  const name = proxyVariables.find((each) => each in environment || each in secrets);
  // What a secret says is not known here.
  if (name === undefined || 'NO_PROXY' in secrets || 'no_proxy' in secrets) return undefined;
  const lists = ['NO_PROXY', 'no_proxy'].flatMap((each) => environment[each] ?? []);
  const isLeftOut = (list: string): boolean =>
    list.split(/[\s,]+/).some((host) => host === addressOfTask || host === '*');
  if (lists.length > 0 && lists.every(isLeftOut)) return undefined;
  const got = lists.length === 0 ? 'none' : lists.map((list) => `"${list}"`).join(' and ');
  return {
    name,
    text: `is a proxy that programs ask for the credentials of the task as well, unless NO_PROXY names ${addressOfTask}, got ${got}; write that address into NO_PROXY`,
  };
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
