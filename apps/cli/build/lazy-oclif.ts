import type { Plugin } from 'rolldown';

/** oclif loads these for features that commands do not use; each costs milliseconds at every start. */
export const lazyOclif: Plugin = {
  name: 'lazy-oclif',
  transform: {
    filter: { id: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ },
    handler: (code) =>
      code
        .replace(
          /const (\w+) = (__importDefault|__importStar)\(require\("(ejs|semver)"\)\);/g,
          (_, name, helper, module) =>
            `const ${name} = { get default() { return ${helper}(require("${module}")).default; } };`,
        )
        .replace(
          /const (\w+) = require\("(minimatch|tinyglobby)"\);/g,
          (_, name, module) => `const ${name} = new Proxy({}, { get: (_, key) => require("${module}")[key] });`,
        ),
  },
};
