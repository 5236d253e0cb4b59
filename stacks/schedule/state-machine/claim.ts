import { checksum, integration, jsonata, retryCall, type States } from './states';

export interface ClaimProps {
  /** What is claimed, as the names of the states say it: `run`, `job`. */
  readonly subject: string;
  /** What ARNs have after `arn:`. */
  readonly partition: string;
  readonly bucket: string;
  /** Whether its objects are locked when they are written. */
  readonly locked: boolean;
  /** A JSONata expression that gives the object's key. */
  readonly key: string;
  /** The claim belongs to the execution that made it for as long as that is in one of these. */
  readonly heldWhile: readonly string[];
  /** The state after the claim was made. */
  readonly next: string;
  /** The state after the claim was found to be another execution's. */
  readonly otherwise: string;
  /**
   * The state that takes the claim from another execution that was stopped, which `otherwise` may lead to,
   * and the one after it. `$heldFor` is the scheduled time of the other.
   */
  readonly seize?: { readonly state: string; readonly next: string };
}

/**
 * States that claim something for this execution, so that one of many goes on.
 *
 * A claim is an object in S3 that names an execution. It is made by a conditional write, which S3
 * grants once. Who comes later asks Step Functions what became of the execution that it names, and
 * takes the claim over when that does not hold it any more: again by a conditional write, so that
 * one of many does. Nothing has to be released at the end, and no clock is compared with another.
 */
export function claimStates(props: ClaimProps): States {
  const { subject, partition, bucket, key, heldWhile, next, otherwise, seize } = props;
  const names = {
    claim: `Claim the ${subject}`,
    refused: `Was the ${subject} claimed before`,
    read: `Read who claimed the ${subject}`,
    ask: `Ask what became of who claimed the ${subject}`,
    weigh: `Weigh the claim of the ${subject}`,
    takeOver: `Take the ${subject} over`,
    fail: `The ${subject} cannot be claimed`,
  };
  const failed = (state: string, errors = ['States.ALL']) => ({
    ErrorEquals: errors,
    Assign: { error: jsonata('$states.errorOutput') },
    Next: state,
  });
  const write = (condition: Readonly<Record<string, string>>, following = next) => ({
    Type: 'Task',
    Resource: integration(partition, 'aws-sdk:s3:putObject'),
    Arguments: {
      Bucket: bucket,
      Key: jsonata(key),
      ContentType: 'application/json',
      Body: {
        execution: jsonata('$states.context.Execution.Id'),
        scheduledTime: jsonata('$scheduledTime'),
      },
      ...checksum(props),
      ...condition,
    },
    Retry: [retryCall],
    Catch: [failed(names.refused)],
    Next: following,
  });
  return {
    [names.claim]: write({ IfNoneMatch: '*' }),
    [names.refused]: {
      Type: 'Choice',
      Choices: [
        // The condition of the write did not hold.
        { Condition: jsonata(`$contains($error.Cause, 'Status Code: 412')`), Next: names.read },
      ],
      Default: names.fail,
    },
    [names.read]: {
      Type: 'Task',
      Resource: integration(partition, 'aws-sdk:s3:getObject'),
      Arguments: { Bucket: bucket, Key: jsonata(key) },
      Assign: {
        claimant: jsonata('$parse($states.result.Body).execution'),
        etag: jsonata('$states.result.ETag'),
        ...(seize && { heldFor: jsonata('$parse($states.result.Body).scheduledTime') }),
      },
      Retry: [retryCall],
      Catch: [failed(names.fail)],
      Next: names.ask,
    },
    [names.ask]: {
      Type: 'Task',
      Resource: integration(partition, 'aws-sdk:sfn:describeExecution'),
      Arguments: { ExecutionArn: jsonata('$claimant') },
      Assign: { status: jsonata('$states.result.Status') },
      // What has just begun may not be known yet, too.
      Retry: [{ ...retryCall, IntervalSeconds: 2 }],
      Catch: [
        // Step Functions forgets an execution 90 days after its end.
        failed(names.takeOver, ['Sfn.ExecutionDoesNotExistException']),
        failed(names.fail),
      ],
      Next: names.weigh,
    },
    [names.weigh]: {
      Type: 'Choice',
      Choices: [
        // This one, after all: the answer to its write was lost.
        {
          Condition: jsonata('$claimant = $states.context.Execution.Id'),
          Next: seize?.next ?? next,
        },
        { Condition: jsonata(`$status in ${JSON.stringify(heldWhile)}`), Next: otherwise },
        ...(seize ? [{ Condition: jsonata(`$status = 'ABORTED'`), Next: seize.state }] : []),
      ],
      Default: names.takeOver,
    },
    // Step Functions takes the parameters that the AWS SDK has, as this one since November 2024; no
    // public definition shows it with S3. One that is not known is refused when the machine is made.
    // https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
    [names.takeOver]: write({ IfMatch: jsonata('$etag') }),
    ...(seize && { [seize.state]: write({ IfMatch: jsonata('$etag') }, seize.next) }),
    [names.fail]: {
      Type: 'Fail',
      Error: 'ClaimFailed',
      Cause: jsonata(
        `'s3://${bucket}/' & ${key} & ' could not be read or written; if it is no claim, delete it: ' & $error.Cause`,
      ),
    },
  };
}
