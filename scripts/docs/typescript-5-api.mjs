// TypeScript 7 has no compiler API; openapi-typescript prints with that of 5, which ts-morph carries within it.
import morph from '@ts-morph/common';

export default morph.ts;
