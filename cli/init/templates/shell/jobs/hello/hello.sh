# A run is its scheduled time: EventBridge delivers at least once, and a job that goes by
# SCHEDULED_TIME does nothing twice. Its exit code says whether it went well.
set -eu

if [ -z "${SCHEDULED_TIME:-}" ]; then
  echo 'SCHEDULED_TIME is not set: whose run is this?' >&2
  exit 2
fi
echo "$GREETING! This is the run of $SCHEDULED_TIME."
