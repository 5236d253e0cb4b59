#!/bin/sh
# A shell starts in a tenth of the time that Node takes, and a command asks Terraform a dozen times.

if [ "$1" = version ]; then
  echo '{"terraform_version":"1.11.4"}'
  exit
fi

stack=${PWD##*/}
known=$FAKE_TERRAFORM/$stack

log() {
  echo "$stack $1" >>"$FAKE_TERRAFORM/log"
}

# What Terraform prints before it saves ends it if nobody reads that any more.
end() {
  awk 'BEGIN { while (lines++ < 9000) print "Still here..." }'
  echo "$1"
  log saved
  exit "$2"
}

log "$1"
exit_code=0
case $1 in
  state) cat "$known.state" 2>/dev/null ;;
  show) cat "$known.plan" ;;
  plan)
    for file; do :; done
    echo "a plan file of $stack" >"${file#-out=}"
    if [ -s "$known.plan" ]; then exit_code=2; fi
    ;;
esac

if grep -qs "$1" "$known.slow"; then
  sleep 120 >/dev/null 2>&1 &
  pause=$!
  # A shell would wait for its end before it looks at a signal.
  for signal in INT TERM HUP; do
    trap "log SIG$signal; kill $pause 2>/dev/null" "$signal"
  done
  log 'is slow'
  wait "$pause" && exit 9
  sleep 1.5
  end 'Error: execution halted' 1
elif [ "$1" = apply ]; then
  sleep 0.5
  end 'Apply complete! Resources: 0 added, 1 changed, 0 destroyed.' 0
fi
exit "$exit_code"
