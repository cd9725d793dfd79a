/** Corners at the origin and 10 mm along each axis: volume 1000 / 6. */
export function tetrahedron(): string {
  const points = [
    [0, 0, 0],
    [10, 0, 0],
    [0, 10, 0],
    [0, 0, 10],
  ];
  const loops = [
    [0, 2, 1],
    [0, 1, 3],
    [0, 3, 2],
    [1, 2, 3],
  ];
  const lines = points.map(
    (point, index) => `#${10 + index}=CARTESIAN_POINT('',(${point.map((v) => v.toFixed(1)).join()}));`,
  );
  for (const [index, loop] of loops.entries()) {
    const [a, b, c] = loop.map((corner) => points[corner]!) as [number[], number[], number[]];
    const u = a.map((value, axis) => b[axis]! - value);
    const v = a.map((value, axis) => c[axis]! - value);
    const normal = [
      u[1]! * v[2]! - u[2]! * v[1]!,
      u[2]! * v[0]! - u[0]! * v[2]!,
      u[0]! * v[1]! - u[1]! * v[0]!,
    ];
    const length = Math.hypot(...normal);
    const at = 100 + index * 10;
    const unit = (direction: number[], by: number) =>
      direction.map((value) => (value / by).toFixed(12)).join();
    lines.push(
      `#${at}=DIRECTION('',(${unit(normal, length)}));`,
      `#${at + 1}=DIRECTION('',(${unit(u, Math.hypot(...u))}));`,
      `#${at + 2}=AXIS2_PLACEMENT_3D('',#${10 + loop[0]!},#${at},#${at + 1});`,
      `#${at + 3}=PLANE('',#${at + 2});`,
      `#${at + 4}=POLY_LOOP('',(${loop.map((corner) => `#${10 + corner}`).join()}));`,
      `#${at + 5}=FACE_OUTER_BOUND('',#${at + 4},.T.);`,
      `#${at + 6}=FACE_SURFACE('',(#${at + 5}),#${at + 3},.T.);`,
    );
  }
  return `ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('tetrahedron','2000-01-01T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'));
ENDSEC;
DATA;
#1=APPLICATION_CONTEXT('core data for automotive mechanical design processes');
#2=PRODUCT_CONTEXT('',#1,'mechanical');
#3=PRODUCT('tetrahedron','tetrahedron','',(#2));
#4=PRODUCT_DEFINITION_FORMATION('','',#3);
#5=PRODUCT_DEFINITION_CONTEXT('part definition',#1,'design');
#6=PRODUCT_DEFINITION('design','',#4,#5);
#7=PRODUCT_DEFINITION_SHAPE('','',#6);
${lines.join('\n')}
#200=CLOSED_SHELL('',(#106,#116,#126,#136));
#201=FACETED_BREP('',#200);
#202=(LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.));
#203=(NAMED_UNIT(*) PLANE_ANGLE_UNIT() SI_UNIT($,.RADIAN.));
#204=(NAMED_UNIT(*) SI_UNIT($,.STERADIAN.) SOLID_ANGLE_UNIT());
#205=UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-05),#202,'','');
#206=(GEOMETRIC_REPRESENTATION_CONTEXT(3) GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT((#205)) GLOBAL_UNIT_ASSIGNED_CONTEXT((#202,#203,#204)) REPRESENTATION_CONTEXT('',''));
#207=FACETED_BREP_SHAPE_REPRESENTATION('',(#201),#206);
#208=SHAPE_DEFINITION_REPRESENTATION(#7,#207);
ENDSEC;
END-ISO-10303-21;
`;
}
