// COLLADA 1.4.1 documents from nothing.

export interface DaeParts {
  /** The inside of <asset>. */
  asset?: string;
  /** The inside of the mesh's vertex colours source; absent: none. */
  colours?: readonly (readonly [number, number, number])[];
  /** Of the base colour. */
  image?: string;
  /** The inside of <visual_scene>. */
  scene?: string;
  count?: number;
  more?: string;
}

export const shows = (geometry: string, material = 'paint'): string =>
  `<instance_geometry url="#${geometry}"><bind_material><technique_common><instance_material symbol="S" target="#${material}"><bind_vertex_input semantic="UV" input_semantic="TEXCOORD" input_set="0"/></instance_material></technique_common></bind_material></instance_geometry>`;

/** A tetrahedron with corners 0, 1 x, 2 y and 3 z: volume 1; as one quadrangle-free polylist with a UV of each corner. */
export function buildDae({
  asset = '',
  colours,
  image,
  scene,
  count = 12,
  more = '',
}: DaeParts = {}): string {
  const base = image ? '<texture texture="sampler" texcoord="UV"/>' : '<color>0.5 0.25 1 1</color>';
  return `<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset>${asset}</asset>
${image ? `<library_images><image id="img"><init_from>${image}</init_from></image></library_images>` : ''}
<library_effects><effect id="fx"><profile_COMMON>${
    image
      ? '<newparam sid="surface"><surface type="2D"><init_from>img</init_from></surface></newparam><newparam sid="sampler"><sampler2D><source>surface</source></sampler2D></newparam>'
      : ''
  }<technique sid="t"><lambert><diffuse>${base}</diffuse></lambert></technique></profile_COMMON></effect></library_effects>
<library_materials><material id="paint" name="Lack"><instance_effect url="#fx"/></material></library_materials>
<library_geometries><geometry id="tetra-id" name="Tetraeder"><mesh>
<source id="p"><float_array id="pa" count="${count}">0 0 0 1 0 0 0 2 0 0 0 3</float_array>${accessor('pa', 4, 'XYZ')}</source>
<source id="u"><float_array id="ua" count="8">0 0 1 0 0 0.25 1 1</float_array>${accessor('ua', 4, 'ST')}</source>
${colours ? `<source id="c"><float_array id="ca" count="${colours.length * 3}">${colours.flat().join(' ')}</float_array>${accessor('ca', colours.length, 'RGB')}</source>` : ''}
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<triangles count="4" material="S"><input semantic="VERTEX" source="#v" offset="0"/><input semantic="TEXCOORD" source="#u" offset="0" set="0"/>${
    colours ? '<input semantic="COLOR" source="#c" offset="0"/>' : ''
  }<p>0 2 1 0 1 3 0 3 2 1 2 3</p></triangles>
</mesh></geometry></library_geometries>${more}
<library_visual_scenes><visual_scene id="scene">${
    scene ?? `<node id="n1" name="Würfel &amp; Co"><translate>10 0 0</translate>${shows('tetra-id')}</node>`
  }</visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#scene"/></scene>
</COLLADA>
`;
}

const accessor = (array: string, count: number, names: string): string =>
  `<technique_common><accessor source="#${array}" count="${count}" stride="${names.length}">${[...names]
    .map((name) => `<param name="${name}" type="float"/>`)
    .join('')}</accessor></technique_common>`;
