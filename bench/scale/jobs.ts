/** Names of the jobs that both programs make. */
export function jobNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `job-${index}`);
}

/** Every job at a minute of its own, as in a project that spreads its load. */
export function scheduleOf(index: number): `cron(${string})` {
  return `cron(${index % 60} ${Math.floor(index / 60) % 24} * * ? *)`;
}
