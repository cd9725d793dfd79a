import type { FormatId } from '../../../domain/formats.ts';

/** A tetrahedron of 1 × 2 × 3 with a corner at 10, 0, 0, a colour and a name, in a frame that is not the usual one. */
const DAE = `<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset><unit meter="0.0254"/><up_axis>Z_UP</up_axis></asset>
<library_effects><effect id="fx"><profile_COMMON><technique sid="t"><lambert><diffuse><color>1 0.5 0 1</color></diffuse></lambert></technique></profile_COMMON></effect></library_effects>
<library_materials><material id="paint" name="Paint"><instance_effect url="#fx"/></material></library_materials>
<library_geometries><geometry id="mesh"><mesh>
<source id="p"><float_array id="pa" count="12">0 0 0 1 0 0 0 2 0 0 0 3</float_array><technique_common><accessor source="#pa" count="4" stride="3"><param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/></accessor></technique_common></source>
<vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
<triangles count="4" material="S"><input semantic="VERTEX" source="#v" offset="0"/><p>0 2 1 0 1 3 0 3 2 1 2 3</p></triangles>
</mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="scene"><node id="n" name="Proof"><translate>10 0 0</translate><instance_geometry url="#mesh"><bind_material><technique_common><instance_material symbol="S" target="#paint"/></technique_common></bind_material></instance_geometry></node></visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#scene"/></scene>
</COLLADA>
`;

/** With a pivot, for which assimp makes a chain of nodes. */
const FBX = `; FBX 7.4.0 project file
FBXHeaderExtension: {
 FBXHeaderVersion: 1003
 FBXVersion: 7400
}
GlobalSettings: {
 Version: 1000
 Properties70: {
  P: "UpAxis", "int", "Integer", "", 2
  P: "UpAxisSign", "int", "Integer", "", 1
  P: "FrontAxis", "int", "Integer", "", 1
  P: "FrontAxisSign", "int", "Integer", "", -1
  P: "CoordAxis", "int", "Integer", "", 0
  P: "CoordAxisSign", "int", "Integer", "", 1
  P: "UnitScaleFactor", "double", "Number", "", 2.54
 }
}
Objects: {
 Geometry: 1000, "Geometry::Proof", "Mesh" {
  Vertices: *12 {
   a: 0,0,0,1,0,0,0,2,0,0,0,3
  }
  PolygonVertexIndex: *12 {
   a: 0,2,-2,0,1,-4,0,3,-3,1,2,-4
  }
  LayerElementMaterial: 0 {
   Version: 101
   Name: ""
   MappingInformationType: "AllSame"
   ReferenceInformationType: "IndexToDirect"
   Materials: *1 {
    a: 0
   }
  }
  Layer: 0 {
   Version: 100
   LayerElement: {
    Type: "LayerElementMaterial"
    TypedIndex: 0
   }
  }
 }
 Model: 2000, "Model::Proof", "Mesh" {
  Version: 232
  Properties70: {
   P: "RotationActive", "bool", "", "", 1
   P: "RotationPivot", "Vector3D", "Vector", "", 1, 2, 3
   P: "Lcl Translation", "Lcl Translation", "", "A", 10, 0, 0
  }
 }
 Material: 3000, "Material::Paint", "" {
  Version: 102
  ShadingModel: "lambert"
  Properties70: {
   P: "DiffuseColor", "Color", "", "A", 1, 0.5, 0
  }
 }
}
Connections: {
 C: "OO", 2000, 0
 C: "OO", 1000, 2000
 C: "OO", 3000, 2000
}
`;

/** Chunks of the editor: the material, then the object with its points, triangles and their material. */
const THREE_DS =
  'TU2/AAAAAgAKAAAAAwAAAD09rwAAAP+vIQAAAACgDAAAAFBhaW50ACCgDwAAABEACQAAAP+AAABAiAAAAFByb29mAABBfAAAABBBOAAAAAQAAAAgQQAAAAAAAAAAAAAw' +
  'QQAAAAAAAAAAAAAgQQAAAEAAAAAAAAAgQQAAAAAAAEBAIEE+AAAABAAAAAIAAQAHAAAAAQADAAcAAAADAAIABwABAAIAAwAHADBBFgAAAFBhaW50AAQAAAABAAIAAwA=';

export const PROOF_FILES: Partial<Record<FormatId, Buffer>> = {
  dae: Buffer.from(DAE),
  fbx: Buffer.from(FBX),
  '3ds': Buffer.from(THREE_DS, 'base64'),
};
