import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-compiled-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the file exports when it is run anew. */
function run(file: string): unknown {
  let exported: unknown;
  jest.isolateModules(() => {
    exported = jest.requireActual(file);
  });
  return exported;
}

test('a file is compiled once, and has nothing of its run before', () => {
  const file = join(folder, 'count.cjs');
  writeFileSync(file, 'let runs = 0; exports.runs = ++runs;');
  const compiled: string[] = [];
  const { Script } = vm;
  Object.assign(vm, {
    // Not a spy, which calls a class without new.
    Script: new Proxy(Script, {
      construct(target, [source, options]: [string, vm.ScriptOptions]) {
        if (options.filename === file) compiled.push(source);
        return new target(source, options);
      },
    }),
  });
  const [first, second] = [run(file), run(file)];
  Object.assign(vm, { Script });
  expect(compiled).toHaveLength(1);
  expect(second).toEqual({ runs: 1 });
  expect(second).not.toBe(first);
});

test('a stack tells the place in the file', () => {
  const file = join(folder, 'place.cjs');
  writeFileSync(file, '/* */ exports.stack = new Error().stack;');
  expect(run(file)).toEqual({ stack: expect.stringContaining('place.cjs:1:23)') as unknown });
});

test('of what is no JavaScript Jest says what is wrong', () => {
  const file = join(folder, 'wrong.cjs');
  writeFileSync(file, 'const = 1;');
  expect(() => run(file)).toThrow(
    expect.objectContaining({
      stack: expect.stringMatching(/^Jest .*wrong\.cjs:1/s) as unknown,
    }) as Error,
  );
});

test("a file has its own test file's globals", () => {
  const file = join(folder, 'globals.cjs');
  writeFileSync(file, 'exports.map = new Map();');
  expect(run(file)).toEqual({ map: expect.any(globalThis.Map) as unknown });
});
