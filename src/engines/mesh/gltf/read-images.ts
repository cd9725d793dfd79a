import type { Siblings } from '../mesh-source.ts';
import type { Image } from '../model.ts';
import { imageType } from '../tools/image-type.ts';
import { decodeDataUri, isDataUri } from './data-uri.ts';
import type { BytesOfView } from './decode-accessor.ts';
import type { LossTally } from './loss-tally.ts';
import { printable } from './printable.ts';
import type { Container } from './read-container.ts';
import type { ReadImage } from './read-materials.ts';

/** Images that cannot be read are losses, not failures: the shape is all there without them. */
export function imageReader(
  { json, data }: Container,
  bytesOfView: BytesOfView,
  siblings: Siblings | undefined,
  lost: LossTally,
): ReadImage {
  return async (index) => {
    const { uri, bufferView, name } = json.images![index]!;
    let bytes: Uint8Array | undefined;
    if (bufferView !== undefined) bytes = bytesOfView(bufferView).slice();
    else if (uri === undefined) return undefined;
    else if (isDataUri(uri)) bytes = decodeDataUri(uri, `image ${index}`, data);
    else {
      bytes = await siblings?.read(uri);
      if (bytes === undefined) {
        lost.add('images', 1, `The archive does not have them, for example "${printable(uri)}".`);
        return undefined;
      }
    }
    const mediaType = imageType(bytes); // what the file says may be wrong or missing
    if (mediaType === undefined) {
      lost.add('images', 1, 'Only PNG and JPEG images are read.');
      return undefined;
    }
    const own: Image = { mediaType, bytes };
    return name === undefined ? own : { ...own, name };
  };
}
