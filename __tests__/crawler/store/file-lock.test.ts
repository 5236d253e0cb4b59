import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeldError } from '../../../crawler/src/errors';
import { takeLock } from '../../../crawler/src/store/file-lock';
import { fileStore } from '../../../crawler/src/store/file-store';
import { ownProcess } from '../../../crawler/src/store/process-name';

const loader = join(__dirname, '../../../cli/load.js');
const patienceMs = 200;
let directory: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fargate-cron-lock-'));
  path = join(directory, 'lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** Another process that holds the lock by now. */
async function holder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [loader, join(__dirname, 'hold-lock.ts'), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** A lock that says of itself who holds it. */
async function leave(holder: object): Promise<void> {
  const name = { ...(await ownProcess()), lock: 'x', ...holder };
  symlinkSync(JSON.stringify(name), path);
}

/** An id that no process has. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await ended(child);
  return child.pid ?? 0;
}

test('a writer that was stopped keeps it, and lets the next one have it when it goes on', async () => {
  const child = await holder();
  child.kill('SIGSTOP');
  const refused = takeLock(path, 'the object', patienceMs);
  await expect(refused).rejects.toThrow(HeldError);
  await expect(refused).rejects.toThrow(
    `the object is held by process ${child.pid} of host ${(await ownProcess()).host}, and was ` +
      `waited for 0.2 s: let that writer end, or, where it has ended, delete ${path}`,
  );
  expect(existsSync(`${path}.heir`)).toBe(false);
  expect(JSON.parse(readlinkSync(path))).toMatchObject({ pid: child.pid });
  const waiting = takeLock(path, 'the object', 30_000);
  child.kill('SIGCONT');
  child.stdin?.write('go\n');
  await (
    await waiting
  )();
  await ended(child);
});

test('a writer that was killed loses it at once', async () => {
  const child = await holder();
  child.kill('SIGKILL');
  await ended(child);
  const release = await takeLock(path, 'the object', patienceMs);
  expect(JSON.parse(readlinkSync(path))).toMatchObject({ pid: process.pid });
  await release();
  await takeLock(path, 'the object', patienceMs);
});

test('a process that got the id of a dead one is not taken for it', async () => {
  await leave({ start: '1' });
  await expect(takeLock(path, 'the object', patienceMs)).resolves.toBeDefined();
});

test.each([
  ['a host that is another one', { host: 'elsewhere' }],
  ['a container that has the name of its host', { system: 'boot pid:[1]' }],
])('a process of %s is waited for, though its id is nobody here', async (_, elsewhere) => {
  await leave({ pid: await deadPid(), ...elsewhere });
  await expect(takeLock(path, 'the object', patienceMs)).rejects.toThrow(/is held by process \d+/);
  expect(JSON.parse(readlinkSync(path))).toMatchObject(elsewhere);
});

test.each(['', 'half a na', '{"pid":1}'])('a holder that says "%s" is waited for', async (text) => {
  writeFileSync(path, text);
  await expect(takeLock(path, 'the object', patienceMs)).rejects.toThrow(
    'the object is held by somebody who left no name, and was waited for 0.2 s',
  );
});

test('a process is not taken for a dead one by whoever keeps another zone, where ps is asked', async () => {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  const zone = process.env['TZ'];
  try {
    await jest.isolateModulesAsync(async () => {
      const there = await import('../../../crawler/src/store/process-name');
      process.env['TZ'] = 'Pacific/Auckland';
      const name = await there.ownProcess();
      expect(name.start).toMatch(/\d\d:\d\d:\d\d/);
      process.env['TZ'] = 'Pacific/Honolulu';
      await expect(there.isDead(name)).resolves.toBe(false);
    });
  } finally {
    Object.defineProperty(process, 'platform', { value: platform });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});

test('of many that find its holder dead, one at a time has it', async () => {
  const pid = await deadPid();
  for (let round = 0; round < 10; round += 1) {
    await leave({ pid, lock: String(round) });
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await sleep(index / 4);
        const release = await takeLock(path, 'the object', 30_000);
        most = Math.max(most, (inside += 1));
        await sleep(1);
        inside -= 1;
        await release();
      }),
    );
    expect(most).toBe(1);
  }
  expect(existsSync(path) || existsSync(`${path}.heir`)).toBe(false);
});

test('while one takes it over from a dead one, others leave it alone', async () => {
  await leave({ pid: await deadPid() });
  const dead = readlinkSync(path);
  const release = await takeLock(`${path}.heir`, 'the object', patienceMs);
  await expect(takeLock(path, 'the object', patienceMs)).rejects.toThrow(HeldError);
  expect(readlinkSync(path)).toBe(dead);
  await release();
  await takeLock(path, 'the object', patienceMs);
});

test('who died while it took the lock over from a dead one is itself a dead one', async () => {
  await leave({ pid: await deadPid() });
  symlinkSync(readlinkSync(path), `${path}.heir`);
  await expect(takeLock(path, 'the object', patienceMs)).resolves.toBeDefined();
});

test('a store says which object it could not write, keeps what is there and writes others', async () => {
  const data = join(directory, 'data');
  const store = fileStore(data, patienceMs);
  const etag = await store.write('bars', Buffer.from('old'), undefined);
  const name = createHash('sha256').update('bars').digest('hex');
  path = join(data, '.tmp', `${name}.held`);
  await leave({ host: 'elsewhere' });
  await expect(store.write('bars', Buffer.from('new'), etag)).rejects.toThrow(
    /^bars is held by process \d+ of host elsewhere, and was waited for 0.2 s/,
  );
  // What every symbol needs must not be waited for by each.
  await expect(store.write('bars', Buffer.from('new'), etag)).rejects.toThrow(/waited for 0 s/);
  await expect(store.write('weeks', Buffer.from('new'), undefined)).resolves.toBeDefined();
  await expect(store.read('bars')).resolves.toMatchObject({ etag });
  rmSync(path);
  await expect(store.write('bars', Buffer.from('new'), etag)).resolves.toBeDefined();
  expect(readdirSync(join(data, '.tmp'))).toEqual([]);
});
