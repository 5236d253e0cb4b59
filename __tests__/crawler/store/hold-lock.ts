import { takeLock } from '../../../crawler/src/store/file-lock';

/** Takes a lock, says so, and lets go of it when it is told to: `hold-lock.ts <path>`. */
const [, , path = ''] = process.argv;
void takeLock(path, 'the object', 60_000).then((release) => {
  process.stdout.write('held\n');
  process.stdin.once('data', () => {
    void release().then(() => process.exit(0));
  });
});
