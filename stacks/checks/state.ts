import type { Problem } from '../config-error';
import { neighbours, planWithoutVariable } from '../placeholders';
import type { Settings } from '../settings';
import { at } from './problems';

/** What is wrong with where state is kept, and with what a plan is made without. */
export function stateProblems(settings: Settings): Problem[] {
  return at([planWithoutVariable], planWithoutProblems(settings));
}

function planWithoutProblems({ planWithout, jobs }: Settings): string[] {
  const known = [...neighbours, ...jobs.map(({ name }) => `task/${name}`)];
  const wrong = planWithout.filter((missing) => !known.includes(missing));
  return wrong.map(
    (missing) =>
      `must name stacks that others read from (${neighbours.join(', ')}) or a job of one (task/<job>), got "${missing}"`,
  );
}
