import type { Problem } from '../../config/config-error';
import { arnPlaceProblems } from '../../rules/arn-places';
import { neighbours, planWithoutVariable } from '../placeholders';
import { roleArnProblems } from '../../rules/iam';
import { nameProblems } from '../../rules/names';
import { regionProblems } from '../../rules/region';
import type { Settings } from '../settings';
import { stateName, stateOf, type State } from '../state-location';
import { at, firstOf, optional } from './problems';

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
        ...at([...path, 'region'], optional(state.region, regionProblems)),
        ...at(
          [...path, 'accessLogBucket'],
          optional(state.accessLogBucket, (bucket) => nameProblems('bucket', bucket)),
        ),
        ...at([...path, 'endpoint'], optional(state.endpoint, endpointProblems)),
        ...at([...path, 'keyPrefix'], optional(state.keyPrefix, keyPrefixProblems)),
        ...at(
          [...path, 'roleArn'],
          optional(state.roleArn, (arn) =>
            firstOf(
              roleArnProblems(arn),
              arnPlaceProblems('stateRole', arn, { region: projectRegion }),
            ),
          ),
        ),
        ...at(
          [...path, 'kmsKeyId'],
          optional(state.kmsKeyId, (key) =>
            arnPlaceProblems('stateKey', key, { region: state.region ?? projectRegion }),
          ),
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

function endpointProblems(endpoint: string): string[] {
  return isPlainUrl(endpoint)
    ? []
    : [
        `must be a URL without credentials, query and final slash, such as https://bucket.vpce-1a2b3c4d.s3.us-east-1.vpce.amazonaws.com, got "${endpoint}"`,
      ];
}

function keyPrefixProblems(prefix: string): string[] {
  return /^[\w.-]+(\/[\w.-]+)*$/.test(prefix)
    ? []
    : [
        `must be letters, digits and . - _ with single slashes between them, such as teams/data, got "${prefix}"`,
      ];
}

function isPlainUrl(address: string): boolean {
  return /^https?:\/\/[^@\s?#]+[^@\s?#/]$/.test(address);
}

/** Whoever can read the state reads the address in it, too. */
function addressProblems(address: string): string[] {
  return isPlainUrl(address)
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
