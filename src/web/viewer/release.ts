import { type BufferGeometry, type Material, type Object3D, Texture } from 'three';

/** Frees what the objects hold on the graphics card: geometries, materials and textures with their bitmaps. */
export function releaseObjects(root: Object3D): void {
  root.traverse((object) => {
    const { geometry, material } = object as { geometry?: BufferGeometry; material?: Material };
    geometry?.dispose();
    if (material !== undefined) releaseMaterial(material);
  });
}

export function releaseMaterial(material: Material): void {
  for (const value of Object.values(material)) {
    if (value instanceof Texture) releaseTexture(value);
  }
  material.dispose();
}

function releaseTexture(texture: Texture): void {
  texture.dispose();
  const image: unknown = texture.source.data;
  if (image instanceof ImageBitmap) image.close();
}
