import {
  actionProblems,
  boundaryProblems,
  resourceProblems,
  rolePathProblems,
} from '../../../stacks/rules/iam';
import { tagCountProblems, tagProblems } from '../../../stacks/rules/tags';
import {
  containerCountProblems,
  platformVersionProblems,
  taskCountProblems,
  userProblems,
} from '../../../stacks/rules/task';
import {
  accessPointProblems,
  fileSystemProblems,
  mountPathProblems,
} from '../../../stacks/rules/volume';

const keys = (count: number) => Array.from({ length: count }, (_, index) => `key-${index}`);

// On each line: what is still right, and what is just not.
test.each<[string, string[], string[]]>([
  ['tasks', taskCountProblems(1), taskCountProblems(0)],
  ['tasks', taskCountProblems(10), taskCountProblems(11)],
  ['platform version', platformVersionProblems('1.4.0'), platformVersionProblems('1.3.0')],
  ['platform version', platformVersionProblems('LATEST'), platformVersionProblems('latest')],
  ['platform version', platformVersionProblems('2.0.0'), platformVersionProblems('1.4')],
  ['user', userProblems('65532:65532'), userProblems('65532:')],
  ['user', userProblems('node'), userProblems('')],
  ['containers', containerCountProblems(10), containerCountProblems(11)],
  ['tag key', tagProblems('k'.repeat(128), ''), tagProblems('k'.repeat(129), '')],
  ['tag key', tagProblems('k', ''), tagProblems('', '')],
  ['tag key', tagProblems('awsome', ''), tagProblems('AWS:name', '')],
  ['tag value', tagProblems('k', 'v'.repeat(256)), tagProblems('k', 'v'.repeat(257))],
  ['tag value', tagProblems('k', 'Größe 1+1=2'), tagProblems('k', 'a;b')],
  ['tags', tagCountProblems(keys(50)), tagCountProblems(keys(51))],
  ['action', actionProblems('sns:Publish'), actionProblems('sns:Pub*')],
  ['action', actionProblems('s3:GetObject'), actionProblems('GetObject')],
  ['resource', resourceProblems('*'), resourceProblems('arn:aws:s3')],
  ['resource', resourceProblems('arn:aws:s3:::bucket/*'), resourceProblems('bucket')],
  ['role path', rolePathProblems('/'), rolePathProblems('')],
  ['role path', rolePathProblems('/team/data/'), rolePathProblems('/team/data')],
  ['role path', rolePathProblems(`/${'p'.repeat(510)}/`), rolePathProblems(`/${'p'.repeat(511)}/`)],
  [
    'boundary',
    boundaryProblems('arn:aws:iam::aws:policy/PowerUserAccess'),
    boundaryProblems('arn:aws:iam::aws:role/PowerUser'),
  ],
  ['mount path', mountPathProblems('/data/in'), mountPathProblems('/')],
  ['mount path', mountPathProblems('/data.v1'), mountPathProblems('/data/')],
  ['file system', fileSystemProblems('fs-01234567'), fileSystemProblems('fs-0123456')],
  [
    'file system',
    fileSystemProblems(`fs-${'a'.repeat(40)}`),
    fileSystemProblems(`fs-${'a'.repeat(41)}`),
  ],
  ['access point', accessPointProblems('fsap-01234567'), accessPointProblems('fs-01234567')],
])('%s: right up to the bound, one problem beyond it', (_, within, beyond) => {
  expect(within).toEqual([]);
  expect(beyond).toHaveLength(1);
});
