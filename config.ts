import { defineConfig } from './index';

export default defineConfig({
  project: 'fargate-cron',
  region: 'us-east-1',

  jobs: [
    {
      name: 'weekly-crawl',
      description: 'Daily prices of a few symbols, fetched after the week has closed',
      schedule: 'cron(0 18 ? * FRI *)',
      timeZone: 'America/New_York',
      environment: {
        PRICE_SOURCE: 'yahoo',
        SYMBOLS: '^GSPC,AAPL,AMZN,GOOG,IBM,MSFT',
      },
    },
    // Every quarter of an hour, by an EventBridge rule (UTC) and switched off:
    // { name: 'quarter-hourly', schedule: 'cron(0/15 * * * ? *)', trigger: 'rule', enabled: false },
  ],

  environments: {
    // Only ever a local AWS: the account is the emulator's, so that these values,
    // which keep no state for a team and protect no data, cannot land in a real one.
    local: {
      accountId: '123456789012',
      state: { backend: 'local' },
      image: { from: 'prebuilt' },
      protectData: false,
    },
    dev: {
      state: { backend: 's3', bucket: 'fargate-cron-dev-state' },
      protectData: false,
    },
    prod: {
      state: { backend: 's3', bucket: 'fargate-cron-prod-state' },
      logs: { retentionDays: 90 },
    },
  },
});
