import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Settlement } from '../../../crawler/src/stored-data/settlement';
import { fileStore } from '../../../crawler/src/store/file-store';

const data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
afterAll(() => {
  rmSync(data, { recursive: true });
});

test('a manifest is read once for all symbols, and once more where that failed', async () => {
  const key = '_manifests/source=yahoo/run=20261120T230000Z.json';
  const store = fileStore(data);
  const manifest = { symbols: { AAPL: { status: 'updated', etag: 'a' } } };
  await store.write(key, Buffer.from(JSON.stringify(manifest)), undefined);
  let reads = 0;
  const read: typeof store.read = (from) => {
    reads += 1;
    return reads === 1 ? Promise.reject(new Error('S3 answered 503')) : store.read(from);
  };
  const settlement = new Settlement({ ...store, read });
  const notes = { manifest: key, since: '2026-11-20' };
  await expect(settlement.openSince('AAPL', notes, 'a')).rejects.toThrow('S3 answered 503');
  await expect(settlement.openSince('AAPL', notes, 'a')).resolves.toBeUndefined();
  await expect(settlement.openSince('MSFT', notes, 'b')).resolves.toBe(
    Date.parse('2026-11-20') / 86_400_000,
  );
  expect(reads).toBe(2);
});
