import { jsonAnswer, refusal, xmlAnswer } from '../answer';
import type { Rule } from '../rule';

/** What Terraform's provider asks of Step Functions before it makes or changes a state machine. */
export function stateMachineChecks(): Rule {
  return {
    name: 'state-machine-checks',
    service: 'states',
    operations: ['ValidateStateMachineDefinition', 'ListStateMachineVersions'],
    does: 'Finds nothing wrong with a definition, and knows of no published version.',
    sources: [
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html',
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html',
    ],
    request: ({ operation }) =>
      operation === 'ValidateStateMachineDefinition'
        ? jsonAnswer({ result: 'OK', diagnostics: [] })
        : jsonAnswer({ stateMachineVersions: [] }),
  };
}

/** Without it, Terraform's provider finds nothing where it imports a bucket's encryption. */
export function bucketEncryption(): Rule {
  return {
    name: 'bucket-encryption',
    service: 's3',
    does: 'Encrypts every bucket, with keys of its own where nobody said anything else.',
    sources: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html'],
    response: ({ method, url }, { body }) =>
      method === 'GET' &&
      /[?&]encryption(?:[=&]|$)/.test(url) &&
      body.includes('<Code>ServerSideEncryptionConfigurationNotFoundError</Code>')
        ? xmlAnswer(
            '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
          )
        : undefined,
  };
}

/** moto answers such a call with status 500, after which AWS's clients ask again and again. */
export function unknownCalls(): Rule {
  return {
    name: 'unknown-calls',
    service: '*',
    does: 'Refuses at once what moto does not know or fails over, so that no client asks for ever.',
    sources: ['https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html'],
    response: (call, { body }) => {
      // The server's own page, and not an answer of moto, of which some are HTML by their type.
      if (!/<title>(?:500 Internal Server Error|404 Not Found)/.test(body.toString())) {
        return undefined;
      }
      const what = `${call.service}:${call.operation ?? `${call.method} ${call.url}`}`;
      return refusal(
        call,
        ['query', 'ec2'].includes(call.protocol) ? 'InvalidAction' : 'UnknownOperationException',
        `the local AWS cannot do ${what}: moto does not know it, or failed over it`,
      );
    },
  };
}
