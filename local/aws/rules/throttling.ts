import { refusal } from '../answer';
import type { AwsCall } from '../aws-call';
import type { Chance } from '../chance';
import type { Rule } from '../rule';

const share = 0.1;

/** @param chance which calls are refused */
export function throttling(chance: Chance): Rule {
  return {
    name: 'throttling',
    service: '*',
    does: 'Refuses a share of the calls because there were too many.',
    sources: [
      'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
      'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    ],
    request: (call) => {
      const what = `${call.service}:${call.operation ?? call.method}`;
      if (!chance.happens(`throttling ${what}`, share)) return undefined;
      const { code, status } = throttled(call);
      return refusal(call, code, 'Rate exceeded', status);
    },
  };
}

function throttled({ protocol }: AwsCall): { readonly code: string; readonly status: number } {
  switch (protocol) {
    case 'ec2':
      return { code: 'RequestLimitExceeded', status: 503 };
    case 'rest-xml':
      return { code: 'SlowDown', status: 503 };
    case 'query':
      return { code: 'Throttling', status: 400 };
    case 'json':
    case 'rest-json':
    case 'cbor':
      return { code: 'ThrottlingException', status: 400 };
  }
}
