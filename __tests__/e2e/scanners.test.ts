import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../../local/program';
import { environmentPython, makeEnvironment } from '../../local/tools/python-environment';
import { configurations } from '../golden/configurations';
import { synthesized } from '../golden/synthesized';
import { copyCheckout } from './checkout';
import { startCommand } from './cli-world';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const isLong = process.env['TEST_LONG'] === '1';
const root = join(__dirname, '..', '..');
const scanners = {
  name: 'scanners',
  description: 'checkov',
  requirements: join(__dirname, 'scanners', 'requirements.txt'),
};
const python = environmentPython(root, scanners);
const policy = join(root, 'docs/examples/plan-policy/fargate_cron.rego');

interface Report {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: { readonly failed_checks: readonly { readonly check_id: string }[] };
}

/** The ids of what checkov finds in a folder. */
async function scan(folder: string, framework: string): Promise<Set<string>> {
  const output = join(dirname(folder), 'checkov');
  const { output: said } = await runProgram(
    python,
    [
      ...['-m', 'checkov.main', '-d', folder, '--framework', framework, '--compact', '--quiet'],
      ...['--skip-download', '-o', 'json', '--output-file-path', output],
    ],
    { cwd: root, env: process.env },
  );
  const [file = ''] = readdirSync(output);
  const written = JSON.parse(readFileSync(join(output, file), 'utf8')) as Report | Report[];
  rmSync(output, { recursive: true });
  const found = new Set<string>();
  for (const { summary, results } of [written].flat()) {
    expect({ said, ...summary }).toMatchObject({ parsing_errors: 0 });
    expect(summary.passed).toBeGreaterThan(20);
    for (const { check_id } of results.failed_checks) found.add(check_id);
  }
  return found;
}

function accepted(): string[] {
  const page = readFileSync(join(root, 'docs/scanners.md'), 'utf8');
  return [...page.matchAll(/^\| `(CKV\w+)` /gm)].map(([, id = '']) => id).sort();
}

const title = `${isLong ? '' : 'skipped without TEST_LONG=1: '}what others read`;
(isLong ? describe : describe.skip)(title, () => {
  const directory = copyCheckout();
  let world: LocalWorld;

  beforeAll(async () => {
    const problem = await makeEnvironment(root, scanners, process.env, console.error);
    if (problem !== undefined) throw new Error(problem);
    world = await LocalWorld.start(directory);
  });

  afterAll(async () => {
    await world.stop();
    rmSync(directory, { recursive: true });
  });

  test('checkov finds in the stacks what the page gives reasons for, and all of that', async () => {
    await new StackRunner(directory, world.env).synthesize();
    const out = join(directory, 'cdktf.out');
    const found = await scan(join(out, 'stacks'), 'terraform_json');
    for (const name of ['state machines and every alarm', 'network endpoints']) {
      const configuration = configurations[name];
      if (configuration === undefined) throw new Error(`no configuration is called ${name}`);
      const folder = join(out, 'scanned');
      for (const [stack, { json }] of synthesized(configuration)) {
        mkdirSync(join(folder, stack), { recursive: true });
        writeFileSync(join(folder, stack, 'cdk.tf.json'), json);
      }
      for (const id of await scan(folder, 'terraform_json')) found.add(id);
      rmSync(folder, { recursive: true });
    }
    expect([...found].sort()).toEqual(accepted());
  });

  test('plans are kept as the scanners and a policy in Rego read them', async () => {
    const { status } = await startCommand(directory, ['plan', '--out', 'plan'], world.env).result;
    expect(status).toBe(3);
    const plans = readdirSync(join(directory, 'plan')).filter((name) => name.endsWith('.json'));
    expect(plans.sort()).toEqual([
      'image.tfplan.json',
      'network.tfplan.json',
      'plan.json',
      'schedule.tfplan.json',
      'task.tfplan.json',
    ]);
    const found = await scan(join(directory, 'plan'), 'terraform_plan');
    expect([...found].filter((id) => !accepted().includes(id))).toEqual([]);

    const refused = await denied(join(directory, 'plan', 'task.tfplan.json'));
    expect(refused.length).toBeGreaterThan(0);
    for (const text of refused) {
      expect(text).toMatch(/^aws_\S+ has no tag Team: name one in tags of config\.ts$/);
    }
  });

  test('the policy refuses what it says', async () => {
    const change = (type: string, actions: readonly string[], after: unknown) => ({
      address: `${type}.x`,
      type,
      change: { actions, after },
    });
    const tagged = { tags_all: { Team: 'data' } };
    const plan = join(directory, 'sample.json');
    writeFileSync(
      plan,
      JSON.stringify({
        resource_changes: [
          change('aws_s3_bucket', ['delete', 'create'], tagged),
          change('aws_ecs_task_definition', ['create'], { cpu: '8192', ...tagged }),
          change('aws_iam_role', ['update'], { tags_all: {} }),
          change('aws_iam_role_policy', ['create'], {}),
          change('aws_sqs_queue', ['no-op'], { tags_all: {} }),
        ],
      }),
    );
    await expect(denied(plan)).resolves.toEqual([
      'aws_ecs_task_definition.x takes 8192 CPU units, and 4096 are the most',
      'aws_iam_role.x has no tag Team: name one in tags of config.ts',
      'aws_s3_bucket.x holds data and would be destroyed',
    ]);
  });
});

/** What the policy says of a plan. */
async function denied(plan: string): Promise<string[]> {
  const program =
    'import opa_eval, sys; print(opa_eval.OpaEval(sys.argv[1], query="data.main.deny").evaluate(open(sys.argv[2]).read()))';
  const { exitCode, output } = await runProgram(python, ['-c', program, policy, plan], {
    cwd: root,
    env: process.env,
  });
  if (exitCode !== 0) throw new Error(output);
  return (JSON.parse(output) as string[]).sort();
}
