/** Points and lines are no faces: assimp puts them apart. */
export const facesOnly = (sizes: Uint32Array): Uint32Array => sizes.filter((size) => size > 2);
