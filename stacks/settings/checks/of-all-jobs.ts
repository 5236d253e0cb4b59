import type { Problem } from '../../config/config-error';
import type { Settings } from '../settings';

/** Says of a variable that all jobs have once, and in its own place, what was found in each job. */
export function ofAllJobs(
  problems: readonly Problem[],
  { jobs, variables }: Pick<Settings, 'jobs' | 'variables'>,
): Problem[] {
  const placed = problems.map((problem) => {
    const [first, index, field, name] = problem.path;
    if (first !== 'jobs' || field !== 'environment' || typeof name !== 'string') return problem;
    const isShared =
      Object.hasOwn(variables, name) && jobs[Number(index)]?.environment[name] === variables[name];
    return isShared ? { ...problem, path: [field, name] } : problem;
  });
  return [
    ...new Map(placed.map((each) => [JSON.stringify([each.path, each.text]), each])).values(),
  ];
}
