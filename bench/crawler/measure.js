/* Loaded into every contender before anything else: what it took is known to itself when it ends. */
const fs = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  // resourceUsage's own peak begins with that of the process that started this one.
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
  fs.writeFileSync(
    process.env.BENCH_RESULT,
    JSON.stringify({
      cpuMs: (userCPUTime + systemCPUTime) / 1000,
      peakMiB: Number(peak[1]) / 1024,
    }),
  );
});
