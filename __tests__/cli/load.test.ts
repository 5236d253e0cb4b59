import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const loader = join(__dirname, '../../cli/load.js');

describe('node cli/load.js', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'fargate-cron-load-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function run(
    files: Readonly<Record<string, string>>,
    how: readonly string[] = [loader],
    env: Readonly<Record<string, string>> = {},
  ) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return spawnSync(process.execPath, [...how, 'main.ts', 'argument'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
    });
  }

  it('runs a file with what it imports, asks for later and is called with', () => {
    const { stdout, stderr } = run({
      'main.ts': `import { size } from './parts/size';
        type Asked = typeof import('./parts/later');
        const ask: string = './parts/later';
        console.log(size.cpu, (require(ask) as Asked).folder, process.argv.slice(1).join());`,
      'parts/size.ts': 'export const size = { cpu: 256 } as const;',
      'parts/later.ts': `import { size } from './size';
        export const folder = __dirname; if (size.cpu !== 256) throw new Error();`,
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(`256 ${join(folder, 'parts')} ${join(folder, 'main.ts')},argument\n`);
  });

  it('runs what stands in the files now', () => {
    const main = `import { word } from './config';\nconsole.log(word);`;
    run({ 'main.ts': main, 'config.ts': `export const word: string = 'old';` });
    const { stdout } = run({ 'config.ts': `export const word: string = 'new';` });
    expect(stdout).toBe('new\n');
  });

  it.each([
    ['by itself', [loader]],
    ['required first', ['-r', loader]],
  ])('runs a project of ES modules: %s', (_, how) => {
    const { stdout, stderr } = run(
      {
        'package.json': '{ "type": "module" }',
        'main.ts': `import { word } from './config.js';
          import { end } from './end.ts';
          console.log(word + end, process.argv.slice(1).join());`,
        'config.ts': `export const word: string = 'new';`,
        'end.ts': `export const end = '!';`,
      },
      how,
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(`new! ${join(folder, 'main.ts')},argument\n`);
  });

  it('asks for the file that is named, where that is not there either', () => {
    const { stderr } = run({ 'main.ts': `import './config.js';` });
    expect(stderr).toContain("Error: Cannot find module './config.js'");
    expect(stderr).toContain(`${join(folder, 'main.ts')}:1:8`);
  });

  it('names the line of the source where an error was thrown', () => {
    const { status, stderr } = run({
      'main.ts': `import { config } from './config';\nconsole.log(config());`,
      'config.ts': `// A comment that the JavaScript lacks.
interface Config {
  readonly name: string;
}

export function config(): Config {
  throw new TypeError('no name');
}`,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('TypeError: no name');
    expect(stderr).toContain(`at config (${join(folder, 'config.ts')}:7:9)`);
    expect(stderr).toContain(`${join(folder, 'main.ts')}:2:13`);
    // How the file came to be loaded is left out.
    expect(stderr.match(/^ +at /gm)).toHaveLength(2);
  });

  it('names the place of what is no TypeScript, and nothing else', () => {
    const { status, stderr } = run({
      'main.ts': `import config from './config';\nconsole.log(config);`,
      'config.ts': `export default {\n  name: 'x'\n  size: 1\n};`,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/config\.ts:3:3: Expected "}" but found "size"\n$/);
    expect(stderr).not.toContain('    at ');
  });

  it('says in one line that there is no such file', () => {
    const { status, stderr } = run({});
    expect(stderr).toBe(`there is no ${join(folder, 'main.ts')}\n`);
    expect(status).toBe(2);
  });

  it('says what became of esbuild where that does not run', () => {
    const broken = { ESBUILD_BINARY_PATH: '/usr/bin/false' };
    const { status, stderr } = run({ 'main.ts': 'console.log(1)' }, [loader], broken);
    // It ends before, or after, it is told what to do.
    expect(stderr).toMatch(/Error: .*\/usr\/bin\/false/);
    expect(status).toBe(1);
  });

  it('leaves what it starts the environment as it was', () => {
    const asked = `console.log(process.env['GOGC'], process.env['ESBUILD_WORKER_THREADS']);`;
    const { stdout } = run({ 'main.ts': asked }, [loader], { GOGC: '50' });
    expect(stdout).toBe('50 undefined\n');
  });

  it('keeps the stacks of errors, though not those of tokens', () => {
    const tokens = require.resolve('cdktf/lib/tokens/private/stack-trace');
    const { stdout } = run({
      'main.ts': `const { captureStackTrace } = require('${tokens}');
        const error: { stack?: string } = {};
        Error.captureStackTrace(error);
        console.log(captureStackTrace().length, error.stack?.includes('main.ts:3'));`,
    });
    expect(stdout).toBe('0 true\n');
  });

  it('still packs assets', () => {
    const asked = require.resolve('cdktf/lib/private/fs');
    const { stdout, stderr } = run({
      'main.ts': `const { archiveSync } = require('${asked}');
        archiveSync(__dirname + '/parts', __dirname + '/parts.zip');
        console.log(require('node:fs').readFileSync(__dirname + '/parts.zip').subarray(0, 2).toString());`,
      'parts/part.ts': '',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('PK\n');
  });
});
