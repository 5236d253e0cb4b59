import { z } from 'zod';
import { checksPage, problemsOf } from '../../../../docs/checks';
import { wrongConfigs, wrongJobs } from '../../../../stacks/settings/checks/examples';
import { jobSchema } from '../../../../stacks/config/job';
import { configOf } from '../../../synthesis';

const environments = { dev: { state: { backend: 'local' as const } } };

test.each(wrongJobs)('example %# is refused for one reason', (job) => {
  expect(problemsOf(configOf(job, { environments }))).toHaveLength(1);
});

test.each(wrongConfigs)('example %# is refused for one reason', (part) => {
  expect(problemsOf(configOf({}, { environments, ...part }))).toHaveLength(1);
});

test('every field of a job that has a rule has an example', () => {
  const ruleless = ['command', 'enabled', 'architecture', 'trigger'].concat(
    'readonlyRootFilesystem',
    'initProcess',
    'debug',
    'notSecrets',
  );
  const page = checksPage();
  const fields = Object.keys(z.toJSONSchema(jobSchema, { io: 'input' }).properties ?? {});
  expect(fields.length).toBeGreaterThan(20);
  expect(
    fields.filter((field) => !ruleless.includes(field) && !page.includes(`${field}: `)),
  ).toEqual([]);
});
