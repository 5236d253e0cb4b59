import { mask, maskLines } from '../../../cli/report/mask';

const access = `AKIA${'Q'.repeat(16)}`;
const github = `ghp_${'a1B2'.repeat(9)}`;

test.each([
  ['password=hunter2 next', 'password=••• next'],
  ['DB_PASSWORD: hunter2', 'DB_PASSWORD: •••'],
  ['{"apiKey":"a b c","rows":3}', '{"apiKey":•••,"rows":3}'],
  [String.raw`{"m":"{\"token\":\"abc\"}"}`, String.raw`{"m":"{\"token\":•••}"}`],
  ['psql --password hunter2 -h db', 'psql --password ••• -h db'],
  ['Authorization: Bearer abcdef123456', 'Authorization: Bearer •••'],
  ['GET /x?token=abc&page=2', 'GET /x?token=•••&page=2'],
  ['postgres://app:hunter2@db:5432/app', 'postgres://app:•••@db:5432/app'],
  [`key ${access} of AWS`, 'key ••• of AWS'],
  [`x=${github}`, 'x=•••'],
  [`https://api.example.com/x?key=${github}&n=1`, 'https://api.example.com/x?key=•••&n=1'],
  ['got "q7Gv2Kx9Zt4Rm8Lp1Ws6Yb3N".', 'got "•••".'],
])('%s', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

test.each([
  'task arn:aws:ecs:eu-central-1:123456789012:task/acme/0123456789abcdef0123456789abcdef',
  'max_tokens: 4096, took 3 s',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'secret name: acme/db is at s3://acme-data/a/b',
  'https://example.com/path?page=2',
])('leaves %s', (text) => {
  expect(mask(text)).toBe(text);
});

test('hides all lines of a private key', () => {
  const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIabc', 'x', '-----END RSA PRIVATE KEY-----'];
  expect(maskLines(['a', ...key, 'b'])).toEqual(['a', '•••', '•••', '•••', '•••', 'b']);
});
