const { default: Sequencer } = require('@jest/test-sequencer');

/** The end-to-end tests that take longest, as measured; jest knows that of a clone's second run only. */
const longest = [
  'deployment',
  'cli-operate',
  'adversity',
  'cli-plan',
  'own-project',
  'state-machine',
  'state-s3',
  'company',
  'jobs',
  'networks',
  'month',
  'alarms',
  'import',
  'state-placeholders',
  'state-machine-applied',
  'schedule-stacks',
].map((name) => `/e2e/${name}.test.ts`);

function placeOf({ path }) {
  const place = longest.findIndex((name) => path.endsWith(name));
  return place === -1 ? longest.length : place;
}

/** Begins with what takes longest, so that no worker has that left when the others are done. */
class LongestFirst extends Sequencer {
  /** @override */
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

module.exports = LongestFirst;
module.exports.longest = longest;
