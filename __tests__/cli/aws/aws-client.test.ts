import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { awsClient } from '../../../cli/aws/aws-client';
import { explainAwsError } from '../../../cli/aws/aws-errors';

const cli = join(__dirname, '../../../cli');

test('every client of the command is made with these bounds', () => {
  const files = readdirSync(cli, { recursive: true, encoding: 'utf8' });
  const made = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(cli, file), 'utf8').matchAll(/new \w+Client\((.{0,9})/g),
    ])
    .map(([, argument = '']) => argument);
  expect(made.length).toBeGreaterThan(20);
  expect(made.filter((argument) => !/^(awsClient|s3Client)/.test(argument))).toEqual([]);
});

test('a call that is not answered ends, after four tries, with one line', async () => {
  let calls = 0;
  const silent = createServer(() => (calls += 1));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const bounds = awsClient({ region: 'us-east-1' });
  const client = new ECSClient({
    ...bounds,
    requestHandler: { ...bounds.requestHandler, requestTimeout: 300 },
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const error: unknown = await client
      .send(new ListClustersCommand())
      .catch((thrown: unknown) => thrown);
    expect(explainAwsError(error)).toBe(
      'AWS did not answer in time, 4 times in a row: check the network and try again',
    );
    expect(calls).toBe(4);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
