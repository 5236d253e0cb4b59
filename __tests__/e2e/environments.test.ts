import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { localEnvironment } from '../../local/terraform';
import { fargateCron } from '../cli/command';
import { copyCheckout } from './checkout';
import { SharedProvider } from './provider/shared-provider';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const directory = copyCheckout();
const file = join(directory, 'config.ts');
/** The states that a server keeps, as GitLab does. */
const served = new Map<string, string>();
let server: Server;
let provider: SharedProvider;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = createServer((request, response) => {
    const [key = ''] = (request.url ?? '').split('?');
    void text(request).then((body) => {
      if (request.method === 'POST' && !key.endsWith('/lock')) served.set(key, body);
      const state = served.get(key);
      if (request.method === 'GET' && state === undefined) response.statusCode = 404;
      response.end(request.method === 'GET' ? state : undefined);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const local = "state: { backend: 'local' }, image: { from: 'prebuilt' }";
  const http = local.replace("'local'", `'http', address: 'http://127.0.0.1:${port}'`);
  const config = readFileSync(file, 'utf8')
    .replace("state: { backend: 's3', bucket: 'fargate-cron-dev-state' }", http)
    .replace("state: { backend: 's3', bucket: 'fargate-cron-prod-state' }", local);
  writeFileSync(file, config);
  const offline = localEnvironment(directory, 'http://127.0.0.1:9');
  provider = await SharedProvider.start(offline);
  env = provider.addTo(offline);
});

afterAll(async () => {
  await provider.stop();
  server.close();
  rmSync(directory, { recursive: true });
});

/** Plain Terraform, after a synthesis for an environment. */
async function synthesized(environment: string): Promise<StackRunner> {
  const stacks = new StackRunner(directory, env);
  await stacks.synthesize({ FARGATE_CRON_ENV: environment });
  return stacks;
}

/** A state that says whose it is. */
function stateOf(environment: string): string {
  const state = {
    version: 4,
    terraform_version: '1.10.0',
    serial: 1,
    lineage: environment,
    outputs: { environment: { value: environment, type: 'string' } },
    resources: [],
  };
  return JSON.stringify(state);
}

/** Whose state it is. */
function ownerOf(state: string): unknown {
  const { outputs } = JSON.parse(state) as { outputs: Record<string, { value: unknown }> };
  return outputs['environment']?.value;
}

describe('local, dev, prod and local again in one checkout', () => {
  it('Terraform asks to copy no state from one environment to another', async () => {
    for (const environment of ['local', 'dev', 'prod']) {
      const stacks = await synthesized(environment);
      await stacks.succeed('image', 'init', '-input=false');
      // What another environment keeps is not here.
      await expect(stacks.succeed('image', 'state', 'pull')).resolves.not.toMatch(
        /"lineage": "[^"]/,
      );
      const pushed = join(directory, 'pushed.tfstate');
      writeFileSync(pushed, stateOf(environment));
      await stacks.succeed('image', 'state', 'push', pushed);
    }
  });

  it.each(['local', 'dev', 'prod', 'local'])(
    'each finds its own without another init: %s',
    async (environment) => {
      const stacks = await synthesized(environment);
      expect(ownerOf(await stacks.succeed('image', 'state', 'pull'))).toBe(environment);
    },
  );

  it('every state lies where its environment keeps it, and nowhere else', () => {
    const local = (environment: string) =>
      readFileSync(join(directory, `.fargate-cron/state/${environment}/image.tfstate`), 'utf8');
    expect(ownerOf(local('local'))).toBe('local');
    expect(ownerOf(local('prod'))).toBe('prod');
    expect([...served.keys()]).toEqual(['/fargate-cron-dev-image']);
    expect(ownerOf(served.get('/fargate-cron-dev-image') ?? '')).toBe('dev');
    expect(existsSync(join(directory, '.fargate-cron/state/dev'))).toBe(false);
  });

  it('a verb reads no state by way of what another environment has left', () => {
    const { status, stderr } = fargateCron(['status', '--env', 'dev'], env, directory);
    expect(stderr).toContain(
      'terraform reads the state of the backend http from cdktf.out, which holds local, not dev: run FARGATE_CRON_ENV=dev npx cdktf synth',
    );
    expect(status).toBe(1);
  });
});
