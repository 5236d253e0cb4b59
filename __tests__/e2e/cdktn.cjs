'use strict';

// Required before a program, it gets `cdktn` wherever it asks for `cdktf`, as with an npm alias.
const Module = require('node:module');

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request.replace(/^cdktf(?=\/|$)/, 'cdktn'), ...rest);
};
