// Preloaded by scripts/check-boundaries.mjs: dependency-cruiser asks swc for TypeScript without JSX, whatever the file.
import { createRequire } from 'node:module';

const swc = createRequire(import.meta.url)('@swc/core');
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });
