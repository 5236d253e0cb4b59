import type { IncomingHttpHeaders } from 'node:http';
import { restOperation } from './rest-operations';

/** How a service writes requests and answers: https://smithy.io/2.0/aws/protocols/ */
type Protocol = 'json' | 'query' | 'ec2' | 'rest-json' | 'rest-xml' | 'cbor';

/** A request to AWS. */
export interface AwsCall {
  /** The name under which requests to the service are signed, `states` for Step Functions. */
  readonly service: string;
  /** Nothing for S3, and for a REST service that the project does not use. */
  readonly operation: string | undefined;
  readonly protocol: Protocol;
  readonly region: string;
  readonly accessKeyId: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Nothing for S3, whose objects pass by as they come. */
  readonly body: Buffer | undefined;
  /**
   * What is asked for: of a JSON protocol the object, of a query protocol the parameters as they are
   * spelled there (`Tags.member.1.Key`).
   */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is known of a request before its body is read; nothing where it is not one to AWS. */
export type CallHead = Omit<AwsCall, 'operation' | 'protocol' | 'body' | 'input'>;

/**
 * Every request names its service where it is signed: `Credential=<key>/<date>/<region>/<service>/…`.
 * Only who has a token in the place of a key does not sign, to get a role's keys from STS.
 */
export function headOf(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
): CallHead | undefined {
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
  const [, accessKeyId, region, service] =
    /Credential=([^/,]+)\/\d+\/([^/,]+)\/([^/,]+)\/aws4_request/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    return isForm && headers.authorization === undefined
      ? { service: 'sts', region: 'us-east-1', accessKeyId: '', method, url, headers }
      : undefined;
  }
  return { service, region, accessKeyId, method, url, headers };
}

/** @param body nothing for S3 */
export function callOf(head: CallHead, body: Buffer | undefined): AwsCall {
  const { headers, url, service } = head;
  const target = headers['x-amz-target'];
  if (target !== undefined) {
    const operation = String(target).split('.').at(-1);
    return { ...head, body, protocol: 'json', operation, input: parsed(body) };
  }
  const [, operation] = /^\/service\/[^/]+\/operation\/(\w+)/.exec(url) ?? [];
  if (operation !== undefined) return { ...head, body, protocol: 'cbor', operation, input: {} };
  if (service === 's3') {
    return { ...head, body, protocol: 'rest-xml', operation: undefined, input: {} };
  }
  const form = new URLSearchParams(body?.toString() ?? '');
  const action = form.get('Action');
  if (action !== null) {
    return {
      ...head,
      body,
      protocol: service === 'ec2' ? 'ec2' : 'query',
      operation: action,
      input: Object.fromEntries(form),
    };
  }
  return {
    ...head,
    body,
    protocol: 'rest-json',
    operation: restOperation(service, head.method, url),
    input: parsed(body),
  };
}

/** The same request with another input. */
export function withInput(call: AwsCall, input: AwsCall['input']): AwsCall {
  const isForm = call.protocol === 'query' || call.protocol === 'ec2';
  const text = isForm
    ? new URLSearchParams(input as Record<string, string>).toString()
    : JSON.stringify(input);
  return { ...call, input, body: Buffer.from(text) };
}

function parsed(body: Buffer | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body?.toString() ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // moto says what is wrong with it.
    return {};
  }
}
