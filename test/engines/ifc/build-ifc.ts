// IFC files from nothing (ISO 16739 in the form of ISO 10303-21).

export interface IfcPlan {
  schema?: 'IFC2X3' | 'IFC4' | 'IFC2X2_FINAL';
  /** The entity of the length unit as #2, with whatever it needs. */
  unit?: string;
  /** Where the site lies, in the unit. */
  site?: readonly [number, number, number];
  /** Further lines. */
  more?: string;
}

const MILLIMETRES = '#2=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);';
export const INCHES = `#2=IFCCONVERSIONBASEDUNIT(#3,.LENGTHUNIT.,'INCH',#4);
#3=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);
#4=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.0254),#5);
#5=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);`;

/**
 * Project, site, building, storey, and in it: a red wall of 4000 × 200 × 3000 with an opening of 1000 × 200 × 1000 in
 * it, two windows of one type (mapped, 1000 × 100 × 1000, half transparent), a room of 4000 × 4000 × 3000 with a table
 * of 500 × 500 × 500 that has no name, and a wall whose shape is an axis alone. Volumes: 2.2e9, 2 × 1e8, 1.25e8.
 */
export function buildIfc({
  schema = 'IFC4',
  unit = MILLIMETRES,
  site = [0, 0, 0],
  more = '',
}: IfcPlan = {}): string {
  const end = (attributes: number): string => (schema === 'IFC4' ? ',$'.repeat(attributes) : '');
  return `ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('a.ifc','2026-01-01T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('${schema}'));
ENDSEC;
DATA;
#1=IFCUNITASSIGNMENT((#2,#9));
${unit}
#9=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#10=IFCCARTESIANPOINT((0.,0.,0.));
#11=IFCAXIS2PLACEMENT3D(#10,$,$);
#12=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#11,$);
#13=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'Projekt B\\X2\\00E4\\X0\\r',$,$,$,$,(#12),#1);
#14=IFCCARTESIANPOINT((${site.map((value) => value.toFixed(3)).join(',')}));
#15=IFCAXIS2PLACEMENT3D(#14,$,$);
#16=IFCLOCALPLACEMENT($,#15);
#17=IFCSITE('1YvctVUKr0kugbFTf53O9L',$,'Site',$,$,#16,$,$,.ELEMENT.,$,$,$,$,$);
#18=IFCBUILDING('2YvctVUKr0kugbFTf53O9L',$,'Haus',$,$,#16,$,$,.ELEMENT.,$,$,$);
#19=IFCBUILDINGSTOREY('3YvctVUKr0kugbFTf53O9L',$,'EG',$,$,#16,$,$,.ELEMENT.,0.);
#20=IFCRELAGGREGATES('4YvctVUKr0kugbFTf53O9L',$,$,$,#13,(#17));
#21=IFCRELAGGREGATES('5YvctVUKr0kugbFTf53O9L',$,$,$,#17,(#18));
#22=IFCRELAGGREGATES('6YvctVUKr0kugbFTf53O9L',$,$,$,#18,(#19));
#23=IFCRELAGGREGATES('7YvctVUKr0kugbFTf53O9L',$,$,$,#19,(#90));
#24=IFCRELCONTAINEDINSPATIALSTRUCTURE('8YvctVUKr0kugbFTf53O9L',$,$,$,(#40,#60,#61,#48),#19);
#25=IFCRELCONTAINEDINSPATIALSTRUCTURE('9YvctVUKr0kugbFTf53O9L',$,$,$,(#95),#90);
${box(30, [4000, 200, 3000])}
${styled(38, 30, [1, 0, 0], 0)}
#40=IFCWALL('AYvctVUKr0kugbFTf53O9L',$,'Wand',$,$,#16,#37,$${end(1)});
#44=IFCPOLYLINE((#10,#14));
#45=IFCSHAPEREPRESENTATION(#12,'Axis','Curve3D',(#44));
#46=IFCPRODUCTDEFINITIONSHAPE($,$,(#45));
#48=IFCWALL('BYvctVUKr0kugbFTf53O9L',$,'Achse',$,$,#16,#46,$${end(1)});
${box(50, [1000, 100, 1000])}
${styled(58, 50, [0, 0.5, 1], 0.5)}
${mapped(62, 50, [500, 0, 1000])}
#60=IFCWINDOW('CYvctVUKr0kugbFTf53O9L',$,'Fenster 1',$,$,#65,#67,$,1000.,1000.${end(3)});
${mapped(72, 50, [2500, 0, 1000])}
#61=IFCWINDOW('DYvctVUKr0kugbFTf53O9L',$,'Fenster 2',$,$,#75,#77,$,1000.,1000.${end(3)});
${box(80, [1000, 200, 1000])}
#88=IFCOPENINGELEMENT('EYvctVUKr0kugbFTf53O9L',$,'Loch',$,$,#65,#87,$${end(1)});
#89=IFCRELVOIDSELEMENT('FYvctVUKr0kugbFTf53O9L',$,$,$,#40,#88);
#90=IFCSPACE('GYvctVUKr0kugbFTf53O9L',$,'Raum',$,$,#16,#107,$,.ELEMENT.,.INTERNAL.,$);
${box(100, [4000, 4000, 3000])}
#95=IFCFURNISHINGELEMENT('HYvctVUKr0kugbFTf53O9L',$,$,$,$,#16,#117,$);
${box(110, [500, 500, 500])}
${more}
ENDSEC;
END-ISO-10303-21;
`;
}

/** An extruded box with a corner at the origin; its shape is id + 7, its representation id + 6, its solid id + 5. */
const box = (id: number, [x, y, z]: readonly [number, number, number]): string =>
  `#${id}=IFCCARTESIANPOINT((${x / 2}.,${y / 2}.));
#${id + 1}=IFCAXIS2PLACEMENT2D(#${id},$);
#${id + 2}=IFCRECTANGLEPROFILEDEF(.AREA.,$,#${id + 1},${x}.,${y}.);
#${id + 3}=IFCDIRECTION((0.,0.,1.));
#${id + 5}=IFCEXTRUDEDAREASOLID(#${id + 2},#11,#${id + 3},${z}.);
#${id + 6}=IFCSHAPEREPRESENTATION(#12,'Body','SweptSolid',(#${id + 5}));
#${id + 7}=IFCPRODUCTDEFINITIONSHAPE($,$,(#${id + 6}));`;

/** A colour for the box; uses id + 200 to id + 203. */
const styled = (
  id: number,
  boxId: number,
  [r, g, b]: readonly [number, number, number],
  transparency: number,
): string =>
  `#${id + 200}=IFCCOLOURRGB($,${r.toFixed(3)},${g.toFixed(3)},${b.toFixed(3)});
#${id + 201}=IFCSURFACESTYLERENDERING(#${id + 200},${transparency.toFixed(3)},$,$,$,$,$,$,.NOTDEFINED.);
#${id + 202}=IFCSURFACESTYLE($,.BOTH.,(#${id + 201}));
#${id + 203}=IFCPRESENTATIONSTYLEASSIGNMENT((#${id + 202}));
#${id + 204}=IFCSTYLEDITEM(#${boxId + 5},(#${id + 203}),$);`;

/** The box once more at a place; its shape is id + 5, its placement id + 3. */
const mapped = (id: number, boxId: number, at: readonly [number, number, number]): string =>
  `#${id}=IFCCARTESIANPOINT((${at.map((value) => `${value}.`).join(',')}));
#${id + 1}=IFCAXIS2PLACEMENT3D(#${id},$,$);
#${id + 3}=IFCLOCALPLACEMENT(#16,#${id + 1});
${boxId + 9 === 59 && id === 62 ? `#${boxId + 9}=IFCREPRESENTATIONMAP(#11,#${boxId + 6});` : ''}
#${id + 2}=IFCMAPPEDITEM(#${boxId + 9},#300);
#${id + 4}=IFCSHAPEREPRESENTATION(#12,'Body','MappedRepresentation',(#${id + 2}));
#${id + 5}=IFCPRODUCTDEFINITIONSHAPE($,$,(#${id + 4}));
${id === 62 ? '#300=IFCCARTESIANTRANSFORMATIONOPERATOR3D($,$,#10,1.,$);' : ''}`;
