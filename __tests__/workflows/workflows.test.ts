import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse } from 'yaml';

const folder = join(__dirname, '..', '..', '.github', 'workflows');
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

/** What GitHub's own checker of workflows says, warnings too. */
async function problems(file: string, text: string): Promise<string[]> {
  const document = TextDocument.create(`file:///.github/workflows/${file}`, 'yaml', 1, text);
  const found = await validate(document);
  return found.map(({ range, message }) => `${range.start.line + 1}: ${JSON.stringify(message)}`);
}

test('there are the three workflows that the docs speak of, and the two of this project', () => {
  expect(files.sort()).toEqual(['apply.yml', 'ci.yml', 'drift.yml', 'plan.yml', 'release.yml']);
});

describe.each(files)('%s', (file) => {
  const text = textOf(file);

  test("passes GitHub's own checks", async () => {
    await expect(problems(file, text)).resolves.toEqual([]);
  });

  test('pins every action to a commit and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses)
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('grants nothing to all jobs, and no more than it says why to one', () => {
    const { permissions, jobs } = parse(text) as {
      permissions: object;
      jobs: Record<string, { permissions: Record<string, string> }>;
    };
    expect(permissions).toEqual({});
    for (const [name, job] of Object.entries(jobs)) {
      const identifiesItself = file === 'release.yml' ? name === 'publish' : file !== 'ci.yml';
      const asked: Record<string, string> = {
        contents: 'read',
        ...(identifiesItself && { 'id-token': 'write' }),
      };
      expect(job.permissions).toMatchObject(asked);
      const writes = Object.entries(job.permissions).filter(([, access]) => access === 'write');
      expect(writes.map(([right]) => right).filter((right) => !(right in asked))).toEqual(
        { 'plan.yml': ['pull-requests'], 'drift.yml': ['issues'] }[file] ?? [],
      );
    }
  });

  test('puts nothing that a pull request says into a command', () => {
    const { jobs } = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }> };
    for (const { steps } of Object.values(jobs)) {
      for (const { run = '' } of steps) expect(run).not.toContain('${{');
    }
  });
});

test.each([
  ['a permission that is none', 'id-token: write', 'id_token: write'],
  ['a key that is none', 'steps:', 'stepz:'],
  ['a context that is none', 'vars.PLAN_ROLE_ARN', 'varz.PLAN_ROLE_ARN'],
  ['an expression that does not end', "!= '' &&", "!= '' && ("],
])('the checks find %s', async (name, from, to) => {
  const broken = textOf('plan.yml').replace(from, to);
  // The checker remembers what it read by the file's name.
  await expect(problems(`${name}.yml`, broken)).resolves.not.toEqual([]);
});
