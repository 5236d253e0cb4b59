import { atlantis, gitLab, gitLabJob } from './review-in-ci';

// https://docs.gitlab.com/ci/yaml/ - of a job, what the page uses.
const jobKeys = [
  'after_script',
  'artifacts',
  'before_script',
  'extends',
  'id_tokens',
  'image',
  'needs',
  'resource_group',
  'rules',
  'script',
  'stage',
  'variables',
];

describe('the GitLab pipeline', () => {
  const jobs = Object.keys(gitLab).filter((name) => name !== 'stages' && !name.startsWith('.'));

  test('plans and applies', () => {
    expect(jobs).toEqual(['plan', 'apply']);
  });

  test.each(jobs)('%s refers to what is there, and has only keys that GitLab knows', (name) => {
    const job = gitLabJob(name);
    expect(Object.keys(gitLab)).toContain(job.extends);
    expect(gitLab.stages).toContain(job.stage);
    for (const needed of job.needs ?? []) expect(jobs).toContain(needed);
    expect(job.script?.every((line) => typeof line === 'string')).toBe(true);
    expect(jobKeys).toEqual(expect.arrayContaining(Object.keys(job)));
  });

  test('only a person applies, and only the default branch', () => {
    expect(gitLabJob('apply').rules).toEqual([
      { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', when: 'manual' },
    ]);
  });
});

test('the Atlantis project uses a workflow that is there, of steps that Atlantis knows', () => {
  expect(atlantis.version).toBe(3);
  for (const { workflow } of atlantis.projects) {
    const { plan, apply } = atlantis.workflows[workflow] ?? {};
    for (const step of [...(plan?.steps ?? []), ...(apply?.steps ?? [])]) {
      expect(['run', 'env']).toEqual(expect.arrayContaining(Object.keys(step)));
    }
    expect(plan?.steps.length).toBeGreaterThan(1);
    expect(apply?.steps.length).toBeGreaterThan(1);
  }
});
