#!/usr/bin/env node
'use strict';

// The command is TypeScript and runs as it is, without a build.
require('tsx/cjs');
require('./main.ts');
