const signIn = 'sign in (aws sso login) or set AWS_PROFILE';

/** Names of errors by what they mean. Services spell the same thing differently. */
const explanations: readonly [names: RegExp, explain: (error: AwsError) => string][] = [
  [
    /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired|TokenProviderError)$/,
    () => `the AWS credentials have expired: ${signIn} again`,
  ],
  [
    /^CredentialsProviderError$/,
    ({ message }) =>
      /expired|refresh/i.test(message)
        ? `the AWS session has expired: ${signIn} again`
        : `there are no AWS credentials: ${signIn}`,
  ],
  [
    /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|IncompleteSignature(Exception)?|InvalidToken)$/,
    () => `AWS does not know these credentials: ${signIn}`,
  ],
  [
    /^(SignatureDoesNotMatch|InvalidSignatureException|RequestTimeTooSkewed)$/,
    ({ message }) =>
      `AWS does not accept the signature; the secret key is wrong or this machine's clock is: ${message}`,
  ],
  [/^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?)$/, denied],
  [
    /^(Throttling(Exception)?|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|PriorRequestNotComplete)$/,
    ({ attempts }) =>
      `AWS throttles these calls and did so ${attempts} times in a row: wait a minute and try again`,
  ],
  [
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|MovedPermanently)$/,
    ({ message }) =>
      `the bucket is in another region: set the region in config.ts (AWS says: ${message})`,
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    ({ message }) =>
      `there is no such host: check the network, and the region in config.ts (${message})`,
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH)$/,
    ({ message }) =>
      `nothing answers: check the network, and AWS_ENDPOINT_URL if it is set (${message})`,
  ],
  [
    /^(TimeoutError|ETIMEDOUT)$/,
    ({ attempts }) =>
      `AWS did not answer in time, ${attempts} times in a row: check the network and try again`,
  ],
  [
    /^(NoSuchBucket|NoSuchKey|ResourceNotFound(Exception)?|ClusterNotFoundException|NoSuchEntity(Exception)?|RepositoryNotFoundException|StateMachineDoesNotExist|ParameterNotFound|NotFound)$/,
    ({ message }) =>
      `it does not exist: deploy it (npx cdktf deploy '*'), or choose the right FARGATE_CRON_ENV, account and region (AWS says: ${message})`,
  ],
];

interface AwsError {
  readonly message: string;
  readonly attempts: number;
}

/**
 * One line that says what to do about an error of an AWS client.
 *
 * @returns undefined for an error that is not of AWS
 */
export function explainAwsError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // An error of the network has its meaning in `code`, and may stand in for several addresses tried.
  const { code } = error as { code?: unknown };
  const names = [error.name, typeof code === 'string' ? code : ''];
  const metadata = metadataOf(error);
  const known = explanations.find(([pattern]) => names.some((name) => pattern.test(name)));
  const message = oneLine(error.message);
  if (known === undefined) {
    return metadata === undefined ? undefined : `AWS refused: ${error.name}: ${message}`;
  }
  return known[1]({ message, attempts: metadata?.attempts ?? 1 });
}

/** What AWS answers; nothing where it refuses or does not answer, of whoever can go on without. */
export async function orNothing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (explainAwsError(error) === undefined) throw error;
    return undefined;
  }
}

/** Also where it is Terraform that assumes it. */
export function cannotAssume(roleArn: string): string {
  return `the role ${roleArn}, which config.ts names, cannot be assumed: its trust policy must allow sts:AssumeRole to these credentials, and so must their own policies; or use another AWS_PROFILE`;
}

/** Names the principal and the missing permission, where AWS names them. */
function denied({ message }: AwsError): string {
  const [, who = 'these credentials', action, resource] =
    /^(?:User: )?(\S+) is not authorized to perform: (\S+?)(?: on resource: (\S+))?(?: |$)/.exec(
      message,
    ) ?? [];
  if (action === 'sts:AssumeRole' && resource !== undefined) return cannotAssume(resource);
  return action === undefined
    ? `AWS denies it: ask for the permission, or use another AWS_PROFILE (AWS says: ${message})`
    : `${who} may not call ${action}${resource === undefined ? '' : ` on ${resource}`}: ask for that permission, or use another AWS_PROFILE`;
}

function metadataOf(error: Error): { attempts?: number } | undefined {
  return '$metadata' in error ? (error.$metadata as { attempts?: number }) : undefined;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
