#!/usr/bin/env node
'use strict';

require('./check-node.js');
// Which Node runs this is said once, in package.json, and not at every call that reaches AWS.
if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === undefined) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}
// In the repository the command is TypeScript and runs as it is; config.ts always is.
require('./load');
require('./main');
