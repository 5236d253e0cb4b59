import { peerDependencies, peerDependenciesMeta } from '../../../package.json';
import { missingPackage, optionalPackages } from '../../../stacks/settings/optional-packages';

function thrownBy(name: string): unknown {
  try {
    return require.resolve(name);
  } catch (error) {
    return error;
  }
}

test('every package that is optional is needed by something, and the other way round', () => {
  const needed = new Set<string>(Object.values(optionalPackages).flat());
  expect(needed).toEqual(new Set(Object.keys(peerDependenciesMeta)));
  expect(Object.keys(peerDependencies)).toEqual(
    expect.arrayContaining(Object.keys(peerDependenciesMeta)),
  );
});

describe('a package that is missing', () => {
  it('is named with what to call, together with the others that are missing', () => {
    const error = Object.assign(
      new Error("Cannot find module 'hyparquet'\nRequire stack:\n- a.js"),
      {
        code: 'MODULE_NOT_FOUND',
      },
    );
    expect(missingPackage(error)).toMatch(/^the report needs .*: npm install --save-dev/);
  });

  it.each(['./not/there', 'not-there'])('is not one of ours: %s', (name) => {
    expect(missingPackage(thrownBy(name))).toBeUndefined();
  });
});
