import '../../../stacks/testing/matchers';
import { Prediction } from '../../../stacks/testing/prediction';
import { configOf, synthesize } from '../../synthesis';

const prediction = new Prediction(
  synthesize(
    configOf(
      {},
      {
        role: { path: '/jobs/' },
        jobs: [
          { name: 'weekly', schedule: 'cron(0 18 ? * FRI *)', timeZone: 'America/New_York' },
          { name: 'hourly', schedule: 'cron(0 * * * ? *)', trigger: 'rule' },
          { name: 'paused', schedule: 'cron(0 * * * ? *)', enabled: false },
          { name: 'ended', schedule: 'cron(0 * * * ? *)', endDate: '2026-01-01T00:00:00Z' },
        ],
      },
    ),
  ),
  { accountId: '210987654321' },
);

test('toRunAt knows the zone and its summer time', () => {
  const weekly = prediction.schedule('weekly');
  expect(weekly).toRunAt('2026-11-27T23:00:00Z');
  expect(weekly).toRunAt('2026-07-03T22:00:00Z');
  expect(weekly).not.toRunAt('2026-11-27T22:00:00Z');
  expect(() => {
    expect(weekly).toRunAt('2026-11-27T22:00:00Z');
  }).toThrow(
    'cron(0 18 ? * FRI *) in America/New_York runs at 2026-11-27T23:00:00Z from 2026-11-27T22:00:00Z on',
  );
});

test('toRunAt knows rules, what is disabled and what has ended', () => {
  expect(prediction.schedule('hourly')).toRunAt('2026-11-27T23:00:00Z');
  expect(prediction.schedule('paused')).not.toRunAt('2026-11-27T23:00:00Z');
  expect(prediction.schedule('ended')).not.toRunAt('2026-11-27T23:00:00Z');
  expect(() => prediction.schedule('daily')).toThrow('no stack schedules a job daily');
});

test('toAllow and toDeny say what the role may do, in the account it is meant for', async () => {
  const role = prediction.role('acme-test-weekly-task');
  expect(role.arn).toBe('arn:aws:iam::210987654321:role/jobs/acme-test-weekly-task');
  const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::acme-test-data-210987654321/a' };
  const erase = { ...read, action: 's3:DeleteObject' };
  await expect(role).toAllow(read);
  await expect(role).toDeny(erase);
  await expect(expect(role).toAllow(erase)).rejects.toThrow(
    'arn:aws:iam::210987654321:role/jobs/acme-test-weekly-task may not call s3:DeleteObject on arn:aws:s3:::acme-test-data-210987654321/a',
  );
  await expect(expect(role).toDeny(read)).rejects.toThrow('may call s3:GetObject');
});

test('a role that nobody makes is named with those that are there', () => {
  expect(() => prediction.role('nobody')).toThrow(
    /no stack makes a role nobody; there are .*acme-test-weekly-task/,
  );
});
