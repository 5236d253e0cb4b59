import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { logDriverProblems } from '../../rules/fargate-parameters';
import { secretProblems } from '../../rules/secret';
import type { JobSettings } from '../settings';
import type { ContainerSettings } from '../task';
import { at, type Path } from './problems';

/** What the options of its log driver say already: the rights, `logs` and `run` go by them. */
const logOptions = [
  'awslogs-create-group',
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
];

export function logProblems(
  { logConfiguration = {} }: ContainerSettings['containerDefinition'],
  path: readonly PropertyKey[],
): Problem[] {
  const { logDriver = 'awslogs', options = {}, secretOptions = [] } = logConfiguration;
  return [
    ...at([...path, 'logDriver'], logDriverProblems(logDriver)),
    ...(logDriver === 'awslogs' ? logOptions : []).flatMap((name) =>
      at(
        [...path, 'options', name],
        name in options
          ? [`must be left out, because the job has its own log group, got ${shown(options[name])}`]
          : [],
      ),
    ),
    ...secretOptions.flatMap(({ valueFrom = '' }, index) =>
      at([...path, 'secretOptions', index, 'valueFrom'], secretProblems(valueFrom)),
    ),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html */
export function firelensProblems(job: JobSettings, path: Path): Problem[] {
  const containers = [
    { hatch: job.containerDefinition, place: path('containerDefinition') },
    ...job.sidecars.map(({ containerDefinition }, index) => ({
      hatch: containerDefinition,
      place: path('sidecars', index, 'containerDefinition'),
    })),
  ];
  const routers = containers.filter(({ hatch }) => hatch.firelensConfiguration !== undefined);
  const [, second] = routers;
  return [
    ...(second === undefined
      ? []
      : at(
          [...second.place, 'firelensConfiguration'],
          [`must be that of one container of the task, got ${routers.length}`],
        )),
    ...routers.flatMap(({ hatch, place }) =>
      at(
        [...place, 'firelensConfiguration', 'options', 'config-file-type'],
        hatch.firelensConfiguration?.options?.['config-file-type'] === 's3'
          ? [
              'must be "file", because Fargate reads no configuration from S3 (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html), got "s3"',
            ]
          : [],
      ),
    ),
    ...containers.flatMap(({ hatch, place }) =>
      at(
        [...place, 'logConfiguration', 'logDriver'],
        hatch.logConfiguration?.logDriver === 'awsfirelens' && routers.length === 0
          ? ['must have a sidecar with a firelensConfiguration to send to, got "awsfirelens"']
          : [],
      ),
    ),
  ];
}
