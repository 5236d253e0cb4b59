import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder, packageFolderFrom } from '../../../stacks/settings/package-folder';

test('a project that is this repository names its own files', () => {
  expect(packageFolder).toBe(join(__dirname, '../../..'));
  expect(packageFolderFrom(packageFolder)).toBe('');
});

describe('a project that has installed it', () => {
  const root = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('names what its own node_modules has, wherever that points', () => {
    const project = join(root, 'alone');
    mkdirSync(join(project, 'node_modules/fargate-cron/dist'), { recursive: true });
    expect(packageFolderFrom(project)).toBe('node_modules/fargate-cron/dist');
  });

  it('names what a workspace above it has', () => {
    const project = join(root, 'packages/jobs');
    mkdirSync(join(root, 'node_modules/fargate-cron/dist'), { recursive: true });
    expect(packageFolderFrom(project)).toBe('../../node_modules/fargate-cron/dist');
  });
});
