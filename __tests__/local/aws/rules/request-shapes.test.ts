import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { requestShapes } from '../../../../local/aws/rules/request-shapes';
import { ServiceModels } from '../../../../local/aws/service-models';
import { signed, startStub, type StrictStub } from '../stub-moto';

const shapes = {
  MakeInput: {
    type: 'structure',
    required: ['name'],
    members: {
      name: { shape: 'Name' },
      size: { shape: 'Size' },
      state: { shape: 'State' },
      on: { shape: 'Boolean' },
      tags: { shape: 'Tags' },
      options: { shape: 'Options' },
      role: { shape: 'Role' },
    },
  },
  Role: { type: 'string', pattern: '^arn:aws(-[a-z]+)?:iam::\\d{12}:role/.+$' },
  Name: { type: 'string', min: 2, max: 5, pattern: '[a-z]+' },
  Size: { type: 'integer', min: 1, max: 9 },
  State: { type: 'string', enum: ['ENABLED', 'DISABLED'] },
  Boolean: { type: 'boolean' },
  Tags: { type: 'list', member: { shape: 'Tag' }, max: 2 },
  Tag: {
    type: 'structure',
    required: ['Key'],
    members: { Key: { shape: 'Name' }, Value: { shape: 'Text' } },
  },
  Text: { type: 'string' },
  Options: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Size' } },
};
const make = { http: { requestUri: '/' }, input: { shape: 'MakeInput' } };
const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-models-'));
let aws: StrictStub;

function writeModel(service: string, model: object): void {
  for (const version of ['2010-01-01', '2014-11-13']) {
    const versions = join(folder, 'data', service, version);
    mkdirSync(versions, { recursive: true });
    // Only the newest is right.
    const text = JSON.stringify(version === '2010-01-01' ? {} : model);
    writeFileSync(join(versions, 'service-2.json.gz'), gzipSync(text));
  }
}

beforeAll(async () => {
  writeModel('ecs', { operations: { Make: make }, shapes });
  writeModel('iam', { operations: { Make: make }, shapes });
  writeModel('scheduler', {
    operations: {
      CreateSchedule: {
        http: { requestUri: '/schedules/{Name}' },
        input: { shape: 'CreateScheduleInput' },
      },
      ListSchedules: {
        http: { requestUri: '/schedules' },
        input: { shape: 'ListSchedulesInput' },
      },
    },
    shapes: {
      ...shapes,
      CreateScheduleInput: {
        type: 'structure',
        required: ['Name', 'State'],
        members: {
          Name: { shape: 'Name', location: 'uri', locationName: 'Name' },
          State: { shape: 'State' },
        },
      },
      ListSchedulesInput: {
        type: 'structure',
        members: {
          MaxResults: { shape: 'Size', location: 'querystring', locationName: 'MaxResults' },
          Names: { shape: 'Names', location: 'querystring', locationName: 'names' },
          On: { shape: 'Boolean', location: 'querystring', locationName: 'on' },
        },
      },
      Names: { type: 'list', member: { shape: 'Name' }, max: 2 },
    },
  });
  aws = await startStub([requestShapes(new ServiceModels(() => folder))], () => ({}));
});

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

async function said(input: object): Promise<unknown> {
  const { status, output } = await aws.json('ecs', 'Make', input);
  return status === 200 ? 'fine' : output['message'];
}

test('what is as the service has it goes through', async () => {
  const tags = [{ Key: 'one', Value: '' }, { Key: 'two' }];
  const input = { name: 'abc', size: 9, state: 'ENABLED', on: false, tags, options: { ab: 1 } };
  await expect(said(input)).resolves.toBe('fine');
  const role = 'arn:aws-us-gov:iam::123456789012:role/a';
  await expect(said({ ...input, role })).resolves.toBe('fine');
});

test.each<[object, string]>([
  [{}, "Value null at 'name' failed to satisfy constraint: Member must not be null"],
  [{ name: 'a' }, "Value 'a' at 'name' failed to satisfy constraint: Member must have length g"],
  [{ name: 'abcdef' }, 'length less than or equal to 5'],
  [{ name: 'ABC' }, 'Member must satisfy regular expression pattern: [a-z]+'],
  [{ name: 'abcD' }, 'Member must satisfy regular expression pattern: [a-z]+'],
  [{ name: 'abc', role: 'arn:aws-cn:iam::1:role/a' }, 'Member must satisfy regular expression'],
  [{ name: 1 }, 'Member must be a string'],
  [{ name: 'abc', size: 0 }, "at 'size' failed to satisfy constraint: Member must have value gr"],
  [{ name: 'abc', size: 10 }, 'value less than or equal to 9'],
  [{ name: 'abc', size: '1' }, 'Member must be a number'],
  [{ name: 'abc', state: 'OFF' }, 'Member must satisfy enum value set: [ENABLED, DISABLED]'],
  [{ name: 'abc', on: 'true' }, 'Member must be a boolean'],
  [{ name: 'abc', tags: [{ Value: 'x' }] }, "Value null at 'tags.1.member.Key'"],
  [{ name: 'abc', tags: [{ Key: 'ab' }, { Key: 'cd' }, { Key: 'ef' }] }, "at 'tags' failed"],
  [{ name: 'abc', options: { ab: 10 } }, "at 'options.ab.value' failed"],
  [{ name: 'abc', options: { a: 1 } }, "at 'options.key' failed"],
  [{ name: 'abc', nmae: 1 }, "'nmae' is not a parameter"],
  [{ size: 0, nmae: 1 }, '3 validation errors detected: '],
])('%j is refused: %s', async (input, message) => {
  await expect(said(input)).resolves.toContain(message);
});

test('a form is read by the names of its parameters', async () => {
  const form = {
    name: 'abc',
    size: '3',
    on: 'true',
    'tags.member.1.Key': 'one',
    'tags.member.1.Value': '',
    'options.entry.1.key': 'ab',
    'options.entry.1.value': '1',
  };
  await expect(aws.query('iam', 'Make', form)).resolves.toMatchObject({ status: 200 });
  await expect(aws.query('iam', 'Make', { ...form, tags: '' })).resolves.toMatchObject({
    status: 200,
  });
  const { code, body } = await aws.query('iam', 'Make', {
    ...form,
    'tags.member.2.Value': 'x',
    'tags.member.3.Name': 'x',
    'options.entry.1.value': '10',
  });
  expect(code).toBe('ValidationError');
  expect(body).toContain("Value null at 'tags.2.member.Key'");
  expect(body).toContain("'tags.member.3.Name' is not a parameter");
  expect(body).toContain("Value '10' at 'options.ab.value'");
});

test('a path holds parameters, too', async () => {
  const create = async (name: string, body: object): Promise<string> => {
    const response = await fetch(`${aws.endpoint}/schedules/${name}`, {
      method: 'POST',
      headers: { authorization: signed('scheduler') },
      body: JSON.stringify(body),
    });
    return response.text();
  };
  await expect(create('abc', { State: 'ENABLED' })).resolves.toBe('{}');
  await expect(create('ABC', { State: 'ENABLED' })).resolves.toContain("'ABC' at 'Name'");
  await expect(create('abc', {})).resolves.toContain("Value null at 'State'");
});

test.each([
  ['MaxResults=9&names=ab&names=cd&on=true', '{}'],
  ['names=ab', '{}'],
  ['MaxResults=10', "'10' at 'MaxResults'"],
  ['MaxResults=many', "at 'MaxResults' failed to satisfy constraint: Member must be a number"],
  ['names=ab&names=AB', "'AB' at 'Names.2.member'"],
  ['names=ab&names=cd&names=ef', "at 'Names' failed"],
  ['on=yes', "'yes' at 'On' failed to satisfy constraint: Member must be a boolean"],
])('a query holds numbers, lists and truths: %s', async (query, said) => {
  const response = await fetch(`${aws.endpoint}/schedules?${query}`, {
    headers: { authorization: signed('scheduler') },
  });
  await expect(response.text()).resolves.toContain(said);
});

test('a service without a model is let through', async () => {
  await expect(aws.json('sqs', 'Make', { any: 1 })).resolves.toMatchObject({ status: 200 });
});
