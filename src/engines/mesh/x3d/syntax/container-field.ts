const BY_TYPE: Readonly<Record<string, string>> = {
  Appearance: 'appearance',
  Material: 'material',
  TwoSidedMaterial: 'material',
  PhysicalMaterial: 'material',
  UnlitMaterial: 'material',
  ImageTexture: 'texture',
  PixelTexture: 'texture',
  MovieTexture: 'texture',
  MultiTexture: 'texture',
  TextureTransform: 'textureTransform',
  MultiTextureTransform: 'textureTransform',
  TextureProperties: 'textureProperties',
  LineProperties: 'lineProperties',
  FillProperties: 'fillProperties',
  Coordinate: 'coord',
  CoordinateDouble: 'coord',
  GeoCoordinate: 'coord',
  Normal: 'normal',
  Color: 'color',
  ColorRGBA: 'color',
  TextureCoordinate: 'texCoord',
  TextureCoordinateGenerator: 'texCoord',
  MultiTextureCoordinate: 'texCoord',
  FontStyle: 'fontStyle',
  AudioClip: 'source',
};

const GEOMETRY =
  /^(IndexedFaceSet|(Indexed)?(Triangle(Fan|Strip)?|Quad|Line)Set|PointSet|ElevationGrid|GeoElevationGrid|Extrusion|Box|Sphere|Cylinder|Cone|Text|(Arc|ArcClose|Circle|Disk|Polyline|Polypoint|Rectangle|TriangleSet)2D|Arc(Close)?2D|Nurbs\w+)$/;

/** The field that a node of XML belongs to where no attribute says so (X3D, containerField). */
export function containerFieldOf(type: string): string {
  const known = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  if (known !== undefined) return known;
  if (GEOMETRY.test(type)) return 'geometry';
  return type.startsWith('Metadata') ? 'metadata' : 'children';
}
