// Says in one line that this Node is too old. It is read by that Node: no syntax that is younger.
'use strict';

var wanted = require('../package.json').engines.node;

/** Whether a version lies in one of the ranges `^20.19` or `>=24` that are joined by `||`. */
function isWanted(version) {
  var got = version.split('.').map(Number);
  return wanted.split('||').some(function (range) {
    var match = /(\^|>=)(\d+)(?:\.(\d+))?/.exec(range);
    var major = Number(match[2]);
    var minor = Number(match[3] || 0);
    if (got[0] === major) return got[1] >= minor;
    return match[1] === '>=' && got[0] > major;
  });
}

if (!isWanted(process.versions.node)) {
  var got = process.versions.node + ' (' + process.execPath + ')';
  console.error('fargate-cron needs Node ' + wanted + ', and this is ' + got);
  process.exit(2);
}
