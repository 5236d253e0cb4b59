import { visible } from '../../../cli/plan/values';
import { isSecretName } from '../../../stacks/rules/secret-name';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { warningsOf } from '../../../stacks/settings/checks/warnings';
import { configOf } from '../../synthesis';

const secrets = [
  'DB_PASSWORD',
  'DB_PASS',
  'DB_PWD',
  'PGPASSWORD',
  'STRIPE_SECRET_KEY',
  'SIGNING_KEY',
  'GITHUB_TOKEN',
  'AWS_CREDENTIALS',
  'CONNECTION_STRING',
  'splunk-token',
];
const others = [
  'LOG_LEVEL',
  'DB_PASSWORD_FILE',
  'SECRET_ARN',
  'TOKEN_URL',
  'TOKEN_TTL',
  'MAX_TOKENS',
  'TOKENIZERS_PARALLELISM',
  'COMPASS',
];

test('a name says that its value is a secret, or that it is about one', () => {
  expect(secrets.filter(isSecretName)).toEqual(secrets);
  expect(others.filter(isSecretName)).toEqual([]);
});

test.each([...secrets.filter((name) => !name.includes('-')), ...others])(
  'the check and the reviews agree on %s',
  (name) => {
    const settings = loadSettings(configOf({ environment: { [name]: 'x', SYMBOLS: 'AAPL' } }), {
      FARGATE_CRON_ENV: 'test',
    });
    const warned = warningsOf(settings, new Date('2027-01-01T00:00:00Z')).length > 0;
    const shown = JSON.stringify(visible([{ name, value: 'x' }], false, false));
    const hidden = shown.includes('(sensitive)');
    const isSecret = secrets.includes(name);
    expect({ warned, hidden }).toEqual({ warned: isSecret, hidden: isSecret });
  },
);
