const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** By file, for all the test files of a worker. */
const scripts = new Map();

/**
 * Compiles a file once and runs it anew for each test file. Jest by itself also compiles it anew, with
 * every package: a third of the time of tests that load CDKTF or clients of AWS.
 */
class CompiledOnce extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    const compile = executor.compile.bind(executor);
    const head = `(function (${executor.injectedModuleParameters.join()}) {`;

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
      return scripts.get(filename).script.runInContext(context);
    };
  }
}

module.exports = CompiledOnce;
