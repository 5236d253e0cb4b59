import type { OutgoingHttpHeaders } from 'node:http';
import type { AwsCall } from './aws-call';

/** An answer of AWS. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** What went well, in a JSON protocol. */
export function jsonAnswer(output: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(output)),
  };
}

/** What went well, in an XML protocol. */
export function xmlAnswer(text: string): Answer {
  return xml(200, text);
}

/** What a JSON protocol answers; nothing for an error. */
export function outputOf({ status, body }: Answer): Record<string, unknown> | undefined {
  return status === 200 ? (JSON.parse(body.toString()) as Record<string, unknown>) : undefined;
}

/** The same answer with another output. */
export function withOutput(answer: Answer, output: object): Answer {
  return { ...answer, body: Buffer.from(JSON.stringify(output)) };
}

/**
 * An error, as the service's protocol writes it. AWS's clients give up on one of status 400 unless its
 * code is one that they retry.
 */
export function refusal(call: AwsCall, code: string, message: string, status = 400): Answer {
  switch (call.protocol) {
    case 'json':
    case 'rest-json':
      return {
        status,
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
        body: Buffer.from(JSON.stringify({ __type: code, message })),
      };
    case 'cbor':
      return {
        status,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: cborMap({ __type: code, message }),
      };
    case 'query':
      return xml(status, `<ErrorResponse>${errorXml(code, message)}</ErrorResponse>`);
    case 'ec2':
      return xml(status, `<Response><Errors>${errorXml(code, message)}</Errors></Response>`);
    case 'rest-xml':
      return xml(status, errorXml(code, message));
  }
}

function errorXml(code: string, message: string): string {
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`;
}

function xml(status: number, text: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`),
  };
}

/** https://www.rfc-editor.org/rfc/rfc8949.html, as much of it as an error needs. */
function cborMap(entries: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    const head = Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]);
    return Buffer.concat([head, bytes]);
  };
  const pairs = Object.entries(entries).flat();
  return Buffer.concat([Buffer.from([0xa0 + pairs.length / 2]), ...pairs.map(text)]);
}
