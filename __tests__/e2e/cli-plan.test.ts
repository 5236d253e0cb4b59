import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countResources } from '../../local/deployment';
import { parseJson } from '../cli/json-shapes';
import { atlantis, gitLabJob } from '../docs/review-in-ci';
import { copyCheckout } from './checkout';
import { LocalWorld } from './local-world';
import { putImage } from './pushed-image';
import { WorkflowRunner } from './workflow';

// The tests follow one project from its first pull request on, in their order, by the commands of
// the workflows.
jest.setTimeout(900_000);

const directory = copyCheckout();
let world: LocalWorld;
let runner: WorkflowRunner;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  runner = new WorkflowRunner(directory, world.env);
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

function edit(file: string, from: string, to: string): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

async function plan() {
  const result = await runner.step('plan.yml', 'Plan');
  const review = readFileSync(join(directory, 'plan', 'review.md'), 'utf8');
  return { ...result, review, kept: readdirSync(join(directory, 'plan')).sort() };
}

const comments = { COMMENTS: 'repos/acme/cron/issues/12/comments' };

test('a first deployment is reviewed with nothing applied yet', async () => {
  const { exitCode, outputs, review, kept, output } = await plan();
  expect({ exitCode, outputs, output }).toMatchObject({ exitCode: 0, outputs: 'code=3' });
  expect(review).toMatch(/\*\*\d+ to add\.\*\*/);
  for (const stack of ['network', 'image', 'task', 'schedule']) {
    expect(review).toMatch(new RegExp(`#### \`${stack}\`: \\d+ to add`));
  }
  expect(review).toContain('Planned with placeholders for what `image` will create');
  expect(review).toContain('Planned with placeholders for what `network` and `task` will create');
  expect(review).toMatch(/\*\*Cost\*\*: about \+\$\d+\.\d\d a month \(\$0\.00 →/);
  expect(review).not.toContain('Look at these first');
  // What has placeholders in it is not kept, so nobody can apply it.
  expect(kept.filter((name) => !name.endsWith('.tfplan.json'))).toEqual([
    ...['image.tfplan', 'network.tfplan', 'plan.json', 'review.md'],
  ]);
  expect(kept.filter((name) => name.endsWith('.tfplan.json'))).toEqual(
    ['image', 'network', 'schedule', 'task'].map((stack) => `${stack}.tfplan.json`),
  );

  const comment = await runner.step('plan.yml', 'Comment', comments);
  expect(comment).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(runner.fake, 'comment.md'), 'utf8')).toBe(
    `<!-- fargate-cron plan local -->\n${review}`,
  );
  expect(runner.log().at(-1)).toContain('--method POST');
});

test('the plan that was reviewed is applied, stack by stack', async () => {
  cpSync(join(directory, 'plan'), join(runner.fake, 'artifact'), { recursive: true });
  rmSync(join(directory, 'plan'), { recursive: true });
  const got = await runner.step('apply.yml', 'Get the reviewed plan', { HEAD_SHA: 'abc' });
  expect(got).toMatchObject({ exitCode: 0 });
  const { exitCode, output } = await runner.step('apply.yml', 'Apply');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).toMatch(/schedule: Resources: \d+ added, 0 changed, 0 destroyed/);
  // What is not there would take an engine, and a registry that takes it.
  await putImage(directory, world.endpoint, 'arm64');
  const pushed = await runner.step('apply.yml', 'Push the images that nobody has pushed');
  expect(pushed.output).toMatch(/^crawler: \S+ is there already$/m);
  expect(pushed.exitCode).toBe(0);
  expect(Object.values(countResources(directory)).every((count) => count > 0)).toBe(true);
});

test('then nothing will change, and the same comment says so', async () => {
  const { outputs, review } = await plan();
  expect(outputs).toBe('code=0');
  expect(review).toContain('**Nothing will change.**');
  await runner.step('plan.yml', 'Comment', comments);
  expect(runner.log().at(-1)).toContain('repos/acme/cron/issues/comments/42 --method PATCH');
});

test('the same as data has the shape that the docs say', async () => {
  const { exitCode, stdout } = await runner.script('npx fargate-cron plan --json');
  expect(parseJson('plan', stdout)).toMatchObject({ environment: 'local', changes: false });
  expect(exitCode).toBe(0);
});

test('another schedule is shown by its next runs, and applied once', async () => {
  edit('config.ts', 'cron(0 18 ? * FRI *)', 'cron(30 17 ? * MON-FRI *)');
  const { outputs, review, kept } = await plan();
  expect(outputs).toBe('code=3');
  expect(review).toContain('**1 to change.**');
  expect(review).toMatch(
    /\*\*Schedule changes\*\* \| `schedule` \| `aws_scheduler_schedule\.\S+` \| runs at other times/,
  );
  expect(review).toMatch(
    /next runs \| `\d{4}-\d\d-\d\d 18:00 \(.*Z\)`.* \| `\d{4}-\d\d-\d\d 17:30 \(/,
  );
  expect(review).toMatch(/Nothing will change in .*`network`/);
  expect(kept.filter((name) => !name.endsWith('.tfplan.json'))).toEqual([
    ...['plan.json', 'review.md', 'schedule.tfplan'],
  ]);

  const applied = await runner.step('apply.yml', 'Apply');
  expect(applied.output).toContain('schedule: Resources: 0 added, 1 changed, 0 destroyed');
  const again = await runner.step('apply.yml', 'Apply');
  expect(again.exitCode).toBe(1);
  expect(again.output).toMatch(
    /schedule: the plan is older than the state: it was made for serial \d+, and the state has \d+/,
  );
  expect(again.output).toContain('Nothing was applied; run `fargate-cron plan` again');
});

describe('the pipeline for GitLab that the docs show', () => {
  const mergeRequest = {
    CI_API_V4_URL: 'https://gitlab.example/api/v4',
    CI_PROJECT_ID: '7',
    CI_MERGE_REQUEST_IID: '12',
    REVIEW_TOKEN: 'secret',
  };
  const job = (name: string, env: NodeJS.ProcessEnv = {}) => {
    const { before_script: before = [], script = [], variables } = gitLabJob(name);
    return runner.script([...before, ...script].join('\n'), {
      ...variables,
      FARGATE_CRON_ENV: 'local',
      AWS_WEB_IDENTITY_TOKEN_FILE: join(runner.fake, 'token'),
      AWS_TOKEN: 'token',
      PLAN_ROLE_ARN: 'arn:aws:iam::123456789012:role/plan',
      APPLY_ROLE_ARN: 'arn:aws:iam::123456789012:role/apply',
      ...env,
    });
  };

  test('notes the review in the merge request, in one note', async () => {
    edit('config.ts', 'cron(30 17 ? * MON-FRI *)', 'cron(45 17 ? * MON-FRI *)');
    for (const method of ['-X POST', '-X PUT'] as const) {
      const { exitCode, output } = await job('plan', mergeRequest);
      expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
      expect(runner.log().at(-1)).toContain(method);
      expect(readFileSync(join(directory, 'comment.md'), 'utf8')).toMatch(
        /^<!-- fargate-cron plan local -->\n[^]*17:45/,
      );
    }
    expect(runner.log().at(-1)).toMatch(/\/projects\/7\/merge_requests\/12\/notes\/42$/);
  });

  test('applies what was planned', async () => {
    const { exitCode, output } = await job('apply');
    expect(output).toContain('schedule: Resources: 0 added, 1 changed, 0 destroyed');
    expect(output).toMatch(/^crawler: \S+ is there already$/m);
    expect(exitCode).toBe(0);
  });

  test('fails when there can be no plan', async () => {
    expect(await job('plan', { FARGATE_CRON_ENV: 'nowhere' })).toMatchObject({ exitCode: 1 });
  });
});

describe('the workflow for Atlantis that the docs show', () => {
  const steps = (name: 'plan' | 'apply') =>
    runner.script(
      (atlantis.workflows['fargate-cron']?.[name].steps ?? [])
        .map(({ run = ':', env }) =>
          // Atlantis starts a shell for each of them.
          env === undefined
            ? `sh -c '${run.replaceAll("'", `'\\''`)}'`
            : `export ${env.name}=local`,
        )
        .join('\n'),
      { PLANFILE: join(directory, 'atlantis.tfplan') },
    );

  test('plans, and applies in the same folder', async () => {
    edit('config.ts', 'cron(45 17 ? * MON-FRI *)', 'cron(15 17 ? * MON-FRI *)');
    const planned = await steps('plan');
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(planned.stdout).toContain('**1 to change.**');
    expect(existsSync(join(directory, 'atlantis.tfplan'))).toBe(true);
    const { exitCode, output } = await steps('apply');
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).toContain('schedule: Resources: 0 added, 1 changed, 0 destroyed');
  });
});

test('a replaced bucket is a loss of data, a wider policy is said, and the policy of the team refuses both', async () => {
  edit('stacks/task/data-bucket.js', 'bucket: props.name,', 'bucket: `${props.name}-b`,');
  edit('stacks/task/task-policy.js', '"s3:PutObject"', '"s3:PutObject", "s3:DeleteObject"');
  const refuse = ['data-loss', 'iam-widened'];
  writeFileSync(join(directory, 'plan-policy.json'), JSON.stringify({ refuse }));
  const { outputs, review, kept } = await plan();
  expect(outputs).toBe('code=1');
  expect(review).toMatch(
    /\*\*Data is lost\*\* \| `task` \| `aws_s3_bucket\.\S+` \| is replaced because `bucket` changes: every object/,
  );
  expect(review).toMatch(/\*\*IAM allows more\*\* \| `task` .*/);
  expect(review).toContain('#### Refused by the policy');
  // What is refused cannot be applied by mistake.
  expect(kept).toEqual(['plan.json', 'review.md']);
  expect(existsSync(join(directory, 'cdktf.out', 'stacks', 'task', 'plan'))).toBe(false);
});

test('drift is kept in one issue as long as there is any', async () => {
  cpSync(join(directory, 'plan', 'review.md'), join(directory, 'review.md'));
  for (const [CODE, call] of [
    ['3', 'issue create --title Drift in local'],
    ['3', 'issue edit 5 --body-file review.md'],
    ['0', 'issue close 5'],
    ['0', 'issue list'],
  ] as const) {
    const { exitCode } = await runner.step('drift.yml', 'Keep the issue', { CODE });
    expect(exitCode).toBe(0);
    expect(runner.log().at(-1)).toContain(call);
  }
});

test("a folder without a plan, or with another environment's, is wrong use", async () => {
  const other = await runner.step('apply.yml', 'Apply', { FARGATE_CRON_ENV: 'dev' });
  expect(other.exitCode).toBe(2);
  expect(other.output).toContain('holds a plan of the environment local, not dev');
  rmSync(join(directory, 'plan'), { recursive: true });
  const none = await runner.step('apply.yml', 'Apply');
  expect(none.exitCode).toBe(2);
  expect(none.output).toContain('must hold what `fargate-cron plan --out');
});
