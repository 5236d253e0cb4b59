import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowRunner } from '../e2e/workflow';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const image = `${registry}/acme-dev-crawler:0123456789abcdef`;

// What stands in for Terraform's state, for AWS, and for Docker with a registry that keeps a tag.
const programs = {
  terraform: 'case "$*" in *output*) printf %s "$IMAGE" ;; esac',
  aws: 'echo password',
  docker: `
echo "docker $*" >> "$GH_FAKE/log"
case "$*" in
  login*) test "$(cat)" = password ;;
  *inspect*) test -f "$GH_FAKE/pushed" ;;
  *--push*) touch "$GH_FAKE/pushed" ;;
esac`,
};

let directory: string;
let runner: WorkflowRunner;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fargate-cron-push-'));
  runner = new WorkflowRunner(directory, process.env);
  for (const [name, script] of Object.entries(programs)) {
    const file = join(runner.fake, 'bin', name);
    writeFileSync(file, `#!/usr/bin/env bash\nset -euo pipefail\n${script}\n`);
    chmodSync(file, 0o755);
  }
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const push = (IMAGE: string) => runner.step('apply.yml', "Push the crawler's image", { IMAGE });

test('what was applied is built for both architectures and pushed under its tag', async () => {
  const { exitCode, output } = await push(image);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(runner.log()).toEqual([
    `docker login --username AWS --password-stdin ${registry}`,
    `docker buildx imagetools inspect ${image}`,
    'docker buildx create --use',
    `docker buildx build --platform linux/amd64,linux/arm64 --provenance=false --tag ${image} --push crawler`,
  ]);
});

test('a tag that is there is not pushed again', async () => {
  await push(image);
  const before = runner.log().length;
  await expect(push(image)).resolves.toMatchObject({ exitCode: 0 });
  expect(runner.log().slice(before)).toEqual([
    `docker login --username AWS --password-stdin ${registry}`,
    `docker buildx imagetools inspect ${image}`,
  ]);
});

test.each([`${registry}/acme-dev-crawler:v1`, `${registry}/acme@sha256:${'a'.repeat(64)}`])(
  "%s is somebody else's to push",
  async (reference) => {
    await push(image);
    const before = runner.log().length;
    await expect(push(reference)).resolves.toMatchObject({ exitCode: 0 });
    expect(runner.log()).toHaveLength(before);
  },
);
