import { existsSync } from 'node:fs';

/** Where distributions put Chromium. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of a Chromium of this machine; nothing where there is none. */
export const chromiumPath = [process.env['CHROMIUM_PATH'] ?? '', ...places].find(
  (path) => path !== '' && existsSync(path),
);

/** Without these Chromium talks to its maker's hosts, which a test must not need. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
