import { join } from 'node:path';
import { checkout, loadProject } from '../../../cli/deployed/project';
import { configOf } from '../../synthesis';

const given = process.env['FARGATE_CRON_ENV'];

afterEach(() => {
  if (given === undefined) delete process.env['FARGATE_CRON_ENV'];
  else process.env['FARGATE_CRON_ENV'] = given;
});

test('a start date that has passed is left out, as by cdktf', () => {
  process.env['FARGATE_CRON_ENV'] = 'test';
  const jobs = ['2020-01-01T00:00:00Z', '9999-01-01T00:00:00Z'].map((startDate, index) => ({
    name: `job-${index}`,
    schedule: 'cron(0 9 * * ? *)',
    startDate,
  }));
  jest.doMock(join(checkout, 'config.ts'), () => ({ default: configOf({}, { jobs }) }));
  expect(loadProject().jobs.map(({ begins }) => begins)).toEqual([
    undefined,
    '9999-01-01T00:00:00Z',
  ]);
});
