import { jobOf } from './convert-text';

test('the checks are told of, whatever else is missing', () => {
  const compose = 'services: { sync: { entrypoint: [a], stop_grace_period: 5m } }\n';
  const { said } = jobOf({ 'docker-compose.yml': compose });
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringContaining('jobs.sync.schedule: nothing in the files starts it'),
      'jobs.sync.image: is said by none of the files',
      expect.stringMatching(/^jobs\.sync\.stopTimeoutSeconds: .*got 300/),
    ]),
  );
});
