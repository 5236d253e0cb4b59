// Preloaded into a command whose answer depends on the time: it reads `HELD_CLOCK`, an RFC 3339 time,
// as the time at which it starts. `faketime` would shift it, too, but is not everywhere.
const held = Date.parse(globalThis.process.env.HELD_CLOCK);
const started = Date.now();

globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Date.now()] : parts));
  }

  static now() {
    return held + super.now() - started;
  }
};
