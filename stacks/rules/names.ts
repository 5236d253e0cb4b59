interface NameRule {
  readonly pattern: RegExp;
  readonly letters: string;
  readonly least: number;
  readonly most: number;
}

const lowerCase = {
  pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
  letters: 'lower-case letters, digits and hyphens, beginning with a letter',
};

/** What each kind of name may be; the page of AWS that says so stands beside it. */
const rules = {
  // Ours: they become part of all the others.
  project: { ...lowerCase, least: 1, most: 32 },
  // A bucket's name has 63 letters at most, and ends with its purpose and the account.
  prefix: { ...lowerCase, least: 1, most: 45 },
  job: { ...lowerCase, least: 1, most: 40 },
  image: { ...lowerCase, least: 1, most: 40 },
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
  cluster: { pattern: /^[\w-]+$/, letters: 'letters, digits, - and _', least: 1, most: 255 },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: {
    pattern: /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
    letters: 'lower-case letters, digits, hyphens and dots',
    least: 3,
    most: 63,
  },
  // https://learn.microsoft.com/azure/storage/common/storage-account-overview
  account: {
    pattern: /^[a-z0-9]+$/,
    letters: 'lower-case letters and digits',
    least: 3,
    most: 24,
  },
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  repository: {
    pattern: /^[a-z0-9]+([._/-][a-z0-9]+)*$/,
    letters: 'lower-case letters and digits, with single separators between them',
    least: 2,
    most: 256,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  'log group': {
    pattern: /^[.\-_/#A-Za-z0-9]+$/,
    letters: 'letters, digits and . - _ / #',
    least: 1,
    most: 512,
  },
  // Of such a name, before that of a job. It must not begin with aws/, as the same page says.
  'path of log groups': {
    pattern: /^(?!aws\/)\/?[.\-_#A-Za-z0-9]+(\/[.\-_#A-Za-z0-9]+)*$/,
    letters:
      'letters, digits and . - _ # with single slashes between them, not beginning with aws/',
    least: 1,
    most: 471,
  },
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  role: { pattern: /^[\w+=,.@-]+$/, letters: 'letters, digits and _+=,.@-', least: 1, most: 64 },
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
  container: { pattern: /^[\w-]+$/, letters: 'letters, digits, - and _', least: 1, most: 255 },
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
  volume: { pattern: /^[\w-]+$/, letters: 'letters, digits, - and _', least: 1, most: 255 },
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  rule: {
    pattern: /^[.\-_A-Za-z0-9]+$/,
    letters: 'letters, digits, . - and _',
    least: 1,
    most: 64,
  },
} satisfies Record<string, NameRule>;

/** A name that we make or that the user gives, by what it is the name of. */
export function nameProblems(kind: keyof typeof rules, name: string): string[] {
  const { pattern, letters, least, most }: NameRule = rules[kind];
  return [
    ...(pattern.test(name) ? [] : [`must be ${letters} (as the name of a ${kind}), got "${name}"`]),
    ...(name.length >= least && name.length <= most
      ? []
      : [
          `must make a ${kind} name of ${least} to ${most} characters, got "${name}" with ${name.length}`,
        ]),
  ];
}
