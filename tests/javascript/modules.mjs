// Packages from the folder that CCPROXY_CLIENTS names, so that nothing is installed into the source tree; without it,
// from the node_modules beside this file.
import { createRequire } from 'node:module';
import path from 'node:path';

const home = process.env.CCPROXY_CLIENTS ?? import.meta.dirname;

export const load = createRequire(path.join(home, 'package.json'));
