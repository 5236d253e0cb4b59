import { predict } from 'fargate-cron/testing';
import config from '../config';

const deployed = predict(config, 'prod', { accountId: '123456789012' });

test('the crawl runs after New York has closed, in summer and in winter', () => {
  expect(deployed.schedule('weekly-crawl')).toRunAt('2027-01-15T23:00:00Z');
  expect(deployed.schedule('weekly-crawl')).toRunAt('2027-07-16T22:00:00Z');
});

test('the crawl may write prices and delete none', async () => {
  const role = deployed.role('my-jobs-prod-weekly-crawl-task');
  const resource = 'arn:aws:s3:::my-jobs-prod-data-123456789012/bars/v1/x.parquet';
  await expect(role).toAllow({ action: 's3:PutObject', resource });
  await expect(role).toDeny({ action: 's3:DeleteObject', resource });
});
