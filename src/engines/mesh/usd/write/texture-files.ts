import type { Image } from '../../model.ts';

/** The images that are in the package, by the names that they have there. */
export class TextureFiles {
  readonly files: { name: string; bytes: Uint8Array }[] = [];
  private readonly names = new Map<Image, string>();
  private readonly images: readonly Image[];

  constructor(images: readonly Image[]) {
    this.images = images;
  }

  /** USD has the same words for it. */
  wrapOf(index: number): Image['wrap'] {
    return this.images[index]!.wrap;
  }

  nameOf(index: number): string {
    const image = this.images[index]!;
    const known = this.names.get(image);
    if (known !== undefined) return known;
    const name = `textures/${this.files.length}.${image.mediaType === 'image/png' ? 'png' : 'jpg'}`;
    this.names.set(image, name);
    this.files.push({ name, bytes: image.bytes });
    return name;
  }
}
