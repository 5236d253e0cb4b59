import { textOfDay } from '../../crawler/src/day';
import { lastFinalDay, usualClose, zoneOf } from '../../crawler/src/zone';

test.each(['America/New_York', 'Europe/London', 'Asia/Tokyo', 'Pacific/Auckland', 'UTC'])(
  'the day in %s is what Intl says, at every hour of three years',
  (timeZone) => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    const zone = zoneOf(timeZone);
    const wrong: string[] = [];
    for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 3_599_000) {
      if (textOfDay(zone.dayAt(ms)) !== format.format(ms)) wrong.push(new Date(ms).toISOString());
    }
    expect(wrong).toEqual([]);
  },
);

test.each([
  ['2026-11-20T20:59:00Z', '2026-11-19'],
  ['2026-11-20T21:00:00Z', '2026-11-20'],
  ['2026-07-17T20:00:00Z', '2026-07-17'],
  ['2026-11-21T03:00:00Z', '2026-11-20'],
])('at %s the last session that is over in New York is that of %s', (time, date) => {
  const zone = zoneOf('America/New_York');
  expect(textOfDay(lastFinalDay(zone, usualClose, Date.parse(time)))).toBe(date);
});
