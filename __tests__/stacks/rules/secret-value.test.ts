import { secretKindOf } from '../../../stacks/rules/secret-value';

// In parts, so that nobody who looks for keys in this repository finds one.
const inParts = (...parts: string[]) => parts.join('');
const letters = 'Zk3vQ9xT7bLw2RmN5sYp8HdJ4gFc6aVu1EeC';

test.each([
  [inParts('-----BEGIN RSA PRI', 'VATE KEY-----'), 'a private key'],
  [inParts('AKIA', 'IOSFODNN7EXAMPLE'), 'an access key of AWS'],
  [inParts('ghp_', letters), 'a token of GitHub'],
  [inParts('glpat-', letters.slice(0, 20)), 'a token of GitLab'],
  [inParts('xoxb-', '1234-abcd'), 'a token of Slack'],
  [inParts('sk_live_', letters), 'a key of Stripe'],
  [inParts('AIza', letters.slice(1)), 'a key of Google'],
  [inParts('npm_', letters), 'a token of npm'],
  [inParts('eyJ', 'hbGciOiJIUzI1NiJ9.', 'eyJ', 'zdWIiOiIxMjM0In0.x'), 'a JSON web token'],
  ['postgres://job:pa55@db.internal:5432/jobs', 'a URL with a password'],
  [letters, 'a random key'],
])('%s', (value, kind) => {
  expect(secretKindOf(value)).toBe(kind);
});

test.each([
  'https://files.acme.example/weekly?page=2',
  'arn:aws:s3:::acme-prod-data-123456789012/reports',
  '1f8c2b7e-5d7a-4c07-9a51-0e7c7f9d3b11',
  'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  'AAPL,MSFT,BRK-B,^GSPC',
  'com/acme/reports/WeeklyReport2Job',
  'America/Argentina/ComodRivadavia',
  'postgres://db.internal:5432/jobs',
])('%s is nothing that must be hidden', (value) => {
  expect(secretKindOf(value)).toBeUndefined();
});
