# A run is its scheduled time: EventBridge delivers at least once, and a job that goes by
# SCHEDULED_TIME does nothing twice. Its exit code says whether it went well.
import os
import sys

scheduled_time = os.environ.get("SCHEDULED_TIME")
if scheduled_time is None:
    print("SCHEDULED_TIME is not set: whose run is this?", file=sys.stderr)
    sys.exit(2)
print(f"{os.environ['GREETING']}! This is the run of {scheduled_time}.")
