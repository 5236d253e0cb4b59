const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By file, for all the test files of a worker. */
const scripts = new Map();

/** What no test puts something else in the place of; not `Date`, for one. */
const builtIns = `
  Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean Buffer DataView Error
  Float32Array Float64Array Int32Array Int8Array JSON Map Math Number Object Promise Proxy
  Reflect RegExp Set String Symbol TypeError Uint16Array Uint32Array Uint8Array WeakMap
  WeakSet isNaN parseFloat parseInt
`.match(/\w+/g);

/**
 * Compiles a file once and runs it anew for each test file. Jest by itself also compiles it anew, with
 * every package: a third of the time of tests that load CDKTF or clients of AWS.
 *
 * The language's own objects are parameters around the file: Jest's context is asked for a global by a
 * call each time, which takes code that is full of them twice as long.
 */
class CompiledOnce extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    const compile = executor.compile.bind(executor);
    const parameters = executor.injectedModuleParameters.join();
    const head = `((${builtIns.join()}) => function (${parameters}) {`;
    let values;

    executor.compile = (source, filename) => {
      const context = executor.environment.getVmContext();
      // A dynamic import belongs to one test file.
      if (context === null || source.includes('import(')) return compile(source, filename);
      if (scripts.get(filename)?.source !== source) {
        try {
          const whole = `${head}${source}\n})`;
          const script = new vm.Script(whole, { filename, columnOffset: -head.length });
          scripts.set(filename, { source, script });
        } catch {
          // Jest says what is wrong.
          return compile(source, filename);
        }
      }
      values ??= vm.runInContext(`[${builtIns.join()}]`, context);
      return scripts.get(filename).script.runInContext(context)(...values);
    };
  }
}

module.exports = CompiledOnce;
