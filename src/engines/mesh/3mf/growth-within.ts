import { expectedGrowth } from '../tools/expected-growth.ts';
import type { Growth } from '../tools/growable.ts';
import type { XmlScanner } from '../xml/xml-scanner.ts';
import type { ModelPart } from './model-part.ts';

/** Of a list that is filled while the XML of a part is read. */
export const growthWithin = ({ sizeBytes }: ModelPart, xml: XmlScanner): Growth =>
  expectedGrowth(() => sizeBytes - xml.position);
