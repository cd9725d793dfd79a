/** How people write it: STEP, GLB, 3MF; glTF is the one that has small letters. */
export const formatName = (id: string): string => (id === 'gltf' ? 'glTF' : id.toUpperCase());
