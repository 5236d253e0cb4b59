import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { jsonAnswer, refusal } from '../../../local/aws/answer';
import { withInput } from '../../../local/aws/aws-call';
import type { Rule } from '../../../local/aws/rule';
import { rulesPath } from '../../../local/aws/strict-aws';
import { signed, startStub, type StrictStub, type StubMoto } from './stub-moto';

let aws: StrictStub;

afterEach(() => aws.close());

const about = (rule: Partial<Rule>): Rule => ({
  name: 'a-rule',
  service: 'ecs',
  does: 'Something.',
  sources: [],
  ...rule,
});
const echo: StubMoto = ({ input }) => ({ body: input });

test('what no rule is about goes to moto and back as it is', async () => {
  aws = await startStub([about({ operations: ['Other'], request: () => jsonAnswer({}) })], echo);
  await expect(aws.json('ecs', 'ListClusters', { a: 1 })).resolves.toMatchObject({
    status: 200,
    output: { a: 1 },
  });
  await expect(aws.json('sqs', 'Other', { b: 1 })).resolves.toMatchObject({ output: { b: 1 } });
});

/** Lets go of all once as many have come. */
function meetingOf(count: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length >= count) for (const each of waiting) each();
    });
}

test('moto is asked for one call of a service at a time, and of SQS for several', async () => {
  const open: string[] = [];
  const receivers = meetingOf(3);
  const services = meetingOf(2);
  let together = 0;
  aws = await startStub([], async ({ operation }) => {
    if (operation !== 'ReceiveMessage' && open.includes(operation)) together += 1;
    open.push(operation);
    // The first calls of two services wait for each other.
    await (operation === 'ReceiveMessage' ? receivers() : services());
    await sleep(20);
    open.splice(open.indexOf(operation), 1);
    return { body: {} };
  });
  const calls = [1, 2, 3].flatMap(() => [
    aws.query('iam', 'CreateRole'),
    aws.json('ecs', 'ListClusters'),
    aws.json('sqs', 'ReceiveMessage'),
  ]);
  for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  expect(together).toBe(0);
});

test('what moto does not answer keeps nobody waiting', async () => {
  let asked = 0;
  aws = await startStub([], ({ request }) => {
    asked += 1;
    if (asked === 1) request.socket.destroy();
    return {};
  });
  const [first, second] = await Promise.all([
    aws.query('iam', 'CreateRole'),
    aws.query('iam', 'CreateRole'),
  ]);
  expect([first.code, second.status]).toEqual(['LocalAwsUnavailable', 200]);
});

test('a rule answers in the place of moto', async () => {
  aws = await startStub([about({ request: () => jsonAnswer({ mine: true }) })], echo);
  await expect(aws.json('ecs', 'ListClusters')).resolves.toMatchObject({ output: { mine: true } });
  expect(aws.seen).toEqual([]);
});

test('rules change what moto is asked and what it answers, one after the other', async () => {
  const add = (name: string): Rule =>
    about({
      request: (call) => withInput(call, { ...call.input, [name]: 'asked' }),
      response: (_, answer) => ({
        ...answer,
        body: Buffer.from(answer.body.toString().replace('}', `,"${name}2":1}`)),
      }),
    });
  aws = await startStub([add('a'), add('b')], echo);
  const { output } = await aws.json('ecs', 'ListClusters', { given: 1 });
  expect(output).toEqual({ given: 1, a: 'asked', b: 'asked', a2: 1, b2: 1 });
});

test('an error is written as the protocol of the service has it', async () => {
  const refuse = about({
    service: '*',
    request: (call) => refusal(call, 'Throttling', 'Rate exceeded'),
  });
  aws = await startStub([refuse], echo);
  await expect(aws.json('ecs', 'ListClusters')).resolves.toMatchObject({
    status: 400,
    output: { __type: 'Throttling', message: 'Rate exceeded' },
  });
  await expect(aws.query('iam', 'GetRole')).resolves.toMatchObject({
    body: expect.stringContaining('<ErrorResponse><Error><Code>Throttling</Code>') as string,
  });
  await expect(aws.query('ec2', 'DescribeVpcs')).resolves.toMatchObject({
    body: expect.stringContaining('<Response><Errors><Error><Code>Throttling</Code>') as string,
  });
  const cloudWatch = new CloudWatchClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await expect(cloudWatch.send(new DescribeAlarmsCommand())).rejects.toThrow('Rate exceeded');
});

test('an object of S3 passes by as it is, and an error of it may be another', async () => {
  const hide = about({
    service: 's3',
    response: (call, { status }) =>
      status === 404 ? refusal(call, 'AccessDenied', 'no', 403) : undefined,
  });
  aws = await startStub([hide], ({ request }) =>
    request.url === '/bucket/there'
      ? { body: 'x'.repeat(1_000_000), type: 'text/plain' }
      : { body: '<Error/>', status: 404, type: 'text/xml' },
  );
  const get = (key: string) =>
    fetch(`${aws.endpoint}/bucket/${key}`, { headers: { authorization: signed('s3') } });
  await expect(get('there').then((response) => response.text())).resolves.toHaveLength(1_000_000);
  await expect(get('gone')).resolves.toMatchObject({ status: 403 });
});

test('what is not signed is not a request to AWS', async () => {
  aws = await startStub([about({ service: '*', request: () => jsonAnswer({}) })], echo);
  await fetch(`${aws.endpoint}/moto-api/`);
  expect(aws.seen).toEqual(['GET /moto-api/']);
});

test('it says which rules it follows', async () => {
  aws = await startStub([about({})], echo);
  const response = await fetch(`${aws.endpoint}${rulesPath}`);
  await expect(response.json()).resolves.toEqual([{ name: 'a-rule', does: 'Something.' }]);
});

test.each(['request', 'response'] as const)('a rule that fails is told at once: %s', async (of) => {
  const told = jest.spyOn(console, 'error').mockReturnValue();
  const fail = () => {
    throw new Error('no such thing');
  };
  aws = await startStub([about({ service: '*', [of]: fail })], () => ({ status: 404 }));
  const object = await fetch(`${aws.endpoint}/bucket/key`, {
    headers: { authorization: signed('s3') },
  });
  expect(object.status).toBe(400);
  await expect(object.text()).resolves.toContain('<Code>LocalAwsFailure</Code>');
  await expect(aws.json('ecs', 'ListClusters')).resolves.toMatchObject({
    status: 400,
    code: 'LocalAwsFailure',
    output: { message: 'a rule of the local AWS failed: Error: no such thing' },
  });
  told.mockRestore();
});

test('a moto that is gone is told at once', async () => {
  aws = await startStub([], ({ request }) => {
    request.socket.destroy();
    return undefined;
  });
  await expect(aws.json('ecs', 'ListClusters')).resolves.toMatchObject({
    status: 400,
    code: 'LocalAwsUnavailable',
  });
});

test('an object that breaks off is not waited for', async () => {
  aws = await startStub([], ({ request: { socket } }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nhalf of it', () => {
      setTimeout(() => socket.destroy(), 100);
    });
    return undefined;
  });
  const response = await fetch(`${aws.endpoint}/bucket/key`, {
    headers: { authorization: signed('s3') },
  });
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});
