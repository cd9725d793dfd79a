import { type Static, Type } from '@sinclair/typebox';
import { type GltfMaterial, schemaCheck } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';

const texture = Type.Object({
  index: Type.Integer({ minimum: 0 }),
  texCoord: Type.Optional(Type.Integer({ minimum: 0 })),
  extensions: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
const numbers = (count: number) => Type.Array(Type.Number(), { minItems: count, maxItems: count });
const SpecularGlossiness = Type.Object({
  diffuseFactor: Type.Optional(numbers(4)),
  diffuseTexture: Type.Optional(texture),
  specularFactor: Type.Optional(numbers(3)),
  glossinessFactor: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  specularGlossinessTexture: Type.Optional(texture),
});
const requireSpecularGlossiness = schemaCheck(SpecularGlossiness, 'specular-glossiness material');

const NAME = 'KHR_materials_pbrSpecularGlossiness';

/** The extension of a material, checked. */
export function specularGlossinessOf({
  extensions,
}: GltfMaterial): Static<typeof SpecularGlossiness> | undefined {
  const given = extensions?.[NAME];
  return given === undefined ? undefined : requireSpecularGlossiness(given);
}

/**
 * A material of the archived extension KHR_materials_pbrSpecularGlossiness as one without metal: its diffuse colour is
 * the base colour, and what does not shine is rough. Its specular colour has no place there.
 */
export function metalRoughOf(given: GltfMaterial, lost: LossTally): GltfMaterial {
  const glossy = specularGlossinessOf(given);
  if (glossy === undefined) return given;
  const { diffuseFactor, diffuseTexture, specularFactor, glossinessFactor = 1 } = glossy;
  const coloured = specularFactor?.some((value) => value !== specularFactor[0]);
  if (coloured)
    lost.add('specular colours', 1, 'The colour of reflections has no place beside the base colour.');
  if (glossy.specularGlossinessTexture) {
    lost.add('textures', 1, 'Specular and glossiness textures have no place beside the base colour.');
  }
  return {
    ...given,
    pbrMetallicRoughness: {
      ...(diffuseFactor && { baseColorFactor: diffuseFactor }),
      ...(diffuseTexture && { baseColorTexture: diffuseTexture }),
      metallicFactor: 0,
      roughnessFactor: 1 - glossinessFactor,
    },
  };
}
