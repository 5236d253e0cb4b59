// In the place of the functions of CDKTF and CDKTN that take a stack trace for every token. Nobody
// reads those here, and jest looks up the source of each frame: a third of the time of a synthesis.
module.exports = { captureStackTrace: () => [], captureCreationStack: () => [] };
