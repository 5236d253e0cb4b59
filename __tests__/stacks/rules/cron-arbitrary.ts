import fc from 'fast-check';

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** One field: a value, a range (also over the end), steps, or a list of them. */
function field(
  least: number,
  most: number,
  allow = { steps: true, wraps: true },
): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: most });
  const range = fc
    .tuple(value, value)
    .map(([a, b]) => (allow.wraps ? `${a}-${b}` : `${Math.min(a, b)}-${Math.max(a, b)}`));
  const step = fc.integer({ min: 1, max: Math.min(most, most - least + 1) });
  const stepped = fc
    .tuple(fc.oneof(fc.constant('*'), value.map(String), range), step)
    .map((both) => both.join('/'));
  const item = allow.steps
    ? fc.oneof(value.map(String), range, stepped)
    : fc.oneof(value.map(String), range);
  return fc.oneof(
    fc.constant('*'),
    item,
    fc.array(item, { minLength: 2, maxLength: 4 }).map((items) => items.join(',')),
  );
}

const day = fc.integer({ min: 1, max: 7 });
const date = fc.integer({ min: 1, max: 31 });
const either = day.chain((number) => fc.constantFrom(`${number}`, dayNames[number - 1] ?? ''));

/** The two day fields, of which one is `?`. */
export const anyDays: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  fc.constantFrom('*', 'L', 'LW').map((dates) => [dates, '?'] as const),
  field(1, 31).map((dates) => [dates, '?'] as const),
  date.map((number) => [`${number}W`, '?'] as const),
  field(1, 7, { steps: false, wraps: true }).map((days) => ['?', days] as const),
  fc.tuple(either, either).map(([a, b]) => ['?', `${a}-${b}`] as const),
  fc.constant(['?', 'L'] as const),
  either.map((name) => ['?', `${name}L`] as const),
  fc
    .tuple(either, fc.integer({ min: 1, max: 5 }))
    .map(([name, nth]) => ['?', `${name}#${nth}`] as const),
);

/** All six fields of a valid expression. */
export const anyCron: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    anyDays,
    fc.oneof(fc.constant('*'), field(1, 12)),
    // Mostly years that the tests look at.
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('*') },
      { weight: 2, arbitrary: fc.constantFrom('2026-2028', '2026/1', '2027,2026', '1970-2199/3') },
      field(1970, 2199, { steps: true, wraps: false }),
    ),
  )
  .map(([minute, hour, [dates, days], month, year]) => [minute, hour, dates, month, days, year]);
