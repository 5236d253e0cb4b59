import type { Problem } from '../../config/config-error';
import { arnPlaceProblems } from '../../rules/arn-places';
import { neighbours, planWithoutVariable } from '../placeholders';
import { nameProblems } from '../../rules/names';
import type { Settings } from '../settings';
import { stateName, stateOf, type State } from '../state-location';
import { at } from './problems';

/** What is wrong with where state is kept, and with what a plan is made without. */
export function stateProblems(settings: Settings): Problem[] {
  const elsewhere = Object.entries(settings.stateOf);
  return [
    ...placeProblems(['state'], settings.state, settings.region),
    ...elsewhere.flatMap(([stack, state]) =>
      placeProblems(['stateOf', stack], state, settings.region),
    ),
    ...schemaProblems(settings),
    ...at([planWithoutVariable], planWithoutProblems(settings)),
  ];
}

function placeProblems(
  path: readonly PropertyKey[],
  state: State,
  projectRegion: string,
): Problem[] {
  switch (state.backend) {
    case 's3':
      return [
        ...at([...path, 'bucket'], nameProblems('bucket', state.bucket)),
        ...at(
          [...path, 'accessLogBucket'],
          state.accessLogBucket === undefined ? [] : nameProblems('bucket', state.accessLogBucket),
        ),
        ...at(
          [...path, 'kmsKeyId'],
          state.kmsKeyId === undefined
            ? []
            : arnPlaceProblems('stateKey', state.kmsKeyId, {
                region: state.region ?? projectRegion,
              }),
        ),
      ];
    case 'gcs':
      return at([...path, 'bucket'], nameProblems('bucket', state.bucket));
    case 'azurerm':
      return at([...path, 'storageAccountName'], nameProblems('account', state.storageAccountName));
    case 'http':
      return at([...path, 'address'], addressProblems(state.address));
    default:
      return [];
  }
}

/** Whoever can read the state reads the address in it, too. */
function addressProblems(address: string): string[] {
  return /^https?:\/\/[^@\s?#]+[^@\s?#/]$/.test(address)
    ? []
    : [
        `must be a URL without credentials, query and final slash, such as https://gitlab.example.com/api/v4/projects/1/terraform/state, got "${address}"; write credentials into TF_HTTP_USERNAME and TF_HTTP_PASSWORD`,
      ];
}

// PostgreSQL cuts longer names off, and two stacks would share one state.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
const longestSchema = 63;

function schemaProblems(settings: Settings): Problem[] {
  const { scheduleStacks } = settings;
  const name = stateName(settings, scheduleStacks > 1 ? `schedule-${scheduleStacks}` : 'schedule');
  return stateOf(settings, 'schedule').backend === 'pg' && name.length > longestSchema
    ? at(
        ['project'],
        [
          `must make a PostgreSQL schema name of at most ${longestSchema} characters, got "${name}" with ${name.length}`,
        ],
      )
    : [];
}

function planWithoutProblems({ planWithout, jobs, scheduleStacks }: Settings): string[] {
  const stacks = neighbours(scheduleStacks);
  const known: string[] = [...stacks, ...jobs.map(({ name }) => `task/${name}`)];
  const wrong = planWithout.filter((missing) => !known.includes(missing));
  return wrong.map(
    (missing) =>
      `must name stacks that others read from (${stacks.join(', ')}) or a job of one (task/<job>), got "${missing}"`,
  );
}
