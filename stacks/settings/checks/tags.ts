import type { Problem } from '../../config/config-error';
import { ownTagKeyProblems, tagCountProblems, tagKeyProblems, tagProblems } from '../../rules/tags';
import type { JobSettings, Settings } from '../settings';
import { at, firstOf, type Path } from './problems';

/** What is wrong with the tags of every resource: those of the stacks themselves, and the user's. */
export function projectTagProblems({ tags, tagKeys }: Settings): Problem[] {
  const { project, environment, stack, job } = tagKeys;
  const own = Object.entries(tagKeys) as [string, string][];
  const given = Object.entries(tags);
  return [
    ...own.flatMap(([name, key], index) =>
      at(
        ['tagKeys', name],
        firstOf(
          tagProblems(key, ''),
          ownTagKeyProblems(
            key,
            own.slice(0, index).map(([, before]) => before),
          ),
        ),
      ),
    ),
    ...given.flatMap(([key, value], index) =>
      at(
        ['tags', key],
        firstOf(
          tagProblems(key, value),
          // Of these one value would be that of every stack and job.
          tagKeyProblems(
            key,
            [stack, job],
            [project, environment, ...given.slice(0, index).map(([before]) => before)],
          ),
        ),
      ),
    ),
  ];
}

/** What is wrong with the tags of one job. */
export function jobTagProblems({ tags }: JobSettings, path: Path, settings: Settings): Problem[] {
  const own = Object.values(settings.tagKeys) as string[];
  const shared = Object.keys(settings.tags);
  const given = Object.entries(tags);
  return [
    ...given.flatMap(([key, value], index) =>
      at(
        path('tags', key),
        firstOf(
          tagProblems(key, value),
          tagKeyProblems(key, own, [...shared, ...given.slice(0, index).map(([before]) => before)]),
        ),
      ),
    ),
    ...at(path('tags'), tagCountProblems([...own, ...shared, ...Object.keys(tags)])),
  ];
}
