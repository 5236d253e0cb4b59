import { predict } from 'fargate-cron/testing';
import config from '../config';

const deployed = predict(config, 'prod', { accountId: '123456789012' });

test('hello runs at seven, in summer and in winter', () => {
  expect(deployed.schedule('hello')).toRunAt('2027-01-15T06:00:00Z');
  expect(deployed.schedule('hello')).toRunAt('2027-07-15T05:00:00Z');
});

test('hello may not touch the data bucket', async () => {
  const role = deployed.role('my-jobs-prod-hello-task');
  const resource = 'arn:aws:s3:::my-jobs-prod-data-123456789012/anything';
  await expect(role).toDeny({ action: 's3:GetObject', resource });
  await expect(role).toDeny({ action: 's3:PutObject', resource });
});
