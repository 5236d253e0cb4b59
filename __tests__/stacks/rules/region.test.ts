import { regionProblems, regionWarnings } from '../../../stacks/rules/region';

test.each([
  ['us-east-11', '; did you mean us-east-1?'],
  ['us-east1', '; did you mean us-east-1?'],
  ['US-EAST-1', '; did you mean us-east-1?'],
  ['eu-wst-1', '; did you mean eu-west-1?'],
  ['Frankfurt', ', for example us-east-1'],
])('%s is no region', (region, advice) => {
  expect(regionProblems(region)).toEqual([`must be a region, got "${region}"${advice}`]);
});

test.each(['us-east-3', 'sa-west-1', 'aa-bbbbb-1'])('AWS may open %s', (region) => {
  expect(regionProblems(region)).toEqual([]);
  expect(regionWarnings(region)).toHaveLength(1);
});

test.each(['us-east-1', 'us-gov-west-1', 'cn-northwest-1'])('%s is known', (region) => {
  expect(regionProblems(region)).toEqual([]);
  expect(regionWarnings(region)).toEqual([]);
});
