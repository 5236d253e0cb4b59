// A run is its scheduled time: EventBridge delivers at least once, and a job that goes by
// SCHEDULED_TIME does nothing twice. Its exit code says whether it went well.
const { GREETING, SCHEDULED_TIME } = process.env;

if (SCHEDULED_TIME === undefined) {
  console.error('SCHEDULED_TIME is not set: whose run is this?');
  process.exit(2);
}
console.log(`${GREETING}! This is the run of ${SCHEDULED_TIME}.`);
