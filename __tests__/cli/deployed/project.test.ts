import { join } from 'node:path';
import { loadProject, projectFolder } from '../../../cli/deployed/project';
import { configOf } from '../../synthesis';

const given = process.env['FARGATE_CRON_ENV'];

afterEach(() => {
  if (given === undefined) delete process.env['FARGATE_CRON_ENV'];
  else process.env['FARGATE_CRON_ENV'] = given;
});

describe('the project', () => {
  const root = join(__dirname, '../../..');
  const calledIn = (folder: string) => jest.spyOn(process, 'cwd').mockReturnValue(folder);
  afterEach(() => jest.restoreAllMocks());

  it('is the folder that the command is called in, or the nearest above it with a config.ts', () => {
    expect(projectFolder()).toBe(root);
    calledIn(join(root, 'docs', 'examples'));
    expect(projectFolder()).toBe(root);
  });

  it('has to be somewhere', () => {
    calledIn('/proc/self');
    expect(() => projectFolder()).toThrow(
      'there is no config.ts in /proc/self or above it: fargate-cron init writes a project with one',
    );
  });
});

test('a start date that has passed is left out, as by cdktf', () => {
  process.env['FARGATE_CRON_ENV'] = 'test';
  const jobs = ['2020-01-01T00:00:00Z', '9999-01-01T00:00:00Z'].map((startDate, index) => ({
    name: `job-${index}`,
    schedule: 'cron(0 9 * * ? *)',
    startDate,
  }));
  jest.doMock(join(projectFolder(), 'config.ts'), () => ({ default: configOf({}, { jobs }) }));
  expect(loadProject().jobs.map(({ begins }) => begins)).toEqual([
    undefined,
    '9999-01-01T00:00:00Z',
  ]);
});
