import { convertTexts } from './convert-text';

test('months may be named, and nobody misses mail that was not sent', () => {
  const { jobs, notes } = convertTexts({
    crontab: 'MAILTO=""\nCRON_TZ=Etc/UTC\n0 9-17/2 * jan-MAR MON,WED /opt/report\n',
  });
  expect(jobs).toMatchObject([{ name: 'report', schedule: 'cron(0 9-17/2 ? JAN-MAR MON,WED *)' }]);
  expect(notes.map(({ kind }) => kind)).toEqual(['missing']);
});

test('says which field is wrong', () => {
  const { notes } = convertTexts({ crontab: 'CRON_TZ=Etc/UTC\n0 25 * * * /opt/report\n' });
  expect(notes[0]?.text).toBe(
    'jobs.report.schedule: hour must be 0-23, got "25", got "0 25 * * *"',
  );
});
