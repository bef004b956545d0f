// Puts the compiled questions into the program, as a bundler would, for Node to run.

import babel from '@babel/core';
import { writeFileSync } from 'node:fs';

const artifactDirectory = './.build/relay/__generated__';
const { code } = babel.transformFileSync('relay/projects.js', {
  babelrc: false,
  configFile: false,
  plugins: [['relay', { artifactDirectory, eagerEsModules: false }]],
});
// What the compiler wrote are CommonJS modules, required beside a folder of the program's depth.
const beginning = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
writeFileSync('.build/relay.js', beginning + code);
writeFileSync('.build/relay/package.json', '{ "type": "commonjs" }\n');
