import type { Conversion, Measures, PreviewInfo } from '../api/resource.ts';
import { CubeIcon } from '../parts/icons.tsx';
import { explainMissingPart } from '../parts/outdated.ts';
import { strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import type { ViewedModel } from '../viewer/viewed-model.ts';
import { readable } from './readable-unit.ts';
import type { Row } from './row.ts';

/** Opens original and result side by side in 3D, once the server has made what can be looked at. */
export function ViewButton({ row: { conversion, gone, name } }: { row: Row }) {
  const { preview, original_preview: originalPreview } = conversion?.links ?? {};
  if (gone || conversion === undefined || (preview ?? originalPreview) === undefined) return null;
  const said = strings.value.viewer;
  return (
    <button
      class="button"
      type="button"
      aria-label={fill(said.openOf, { name })}
      onClick={() => void view(conversion)}
    >
      <CubeIcon />
      {said.open}
    </button>
  );
}

/** The viewer is loaded when it is first wanted. It says itself what it cannot show. */
async function view({ file_name: name, links, output, preview, report }: Conversion): Promise<void> {
  const container = document.body;
  const original = viewed(name, links.original_preview, preview?.original, report?.source);
  const converted = viewed(output?.file_name ?? name, links.preview, preview?.converted, report);
  const viewer = await import('../viewer/open-viewer.ts').catch(() => undefined);
  if (viewer === undefined) return explainMissingPart();
  await viewer.openViewer({ container, original, converted, strings: strings.peek().viewer }).catch(() => {});
}

/** In the unit that the list shows, too. */
function measured({ bounds, unit }: Pick<Measures, 'bounds' | 'unit'>): Pick<ViewedModel, 'bounds' | 'unit'> {
  const shown = readable(unit, bounds);
  const scaled = (corner: readonly number[]) => corner.map((value) => value * shown.factor);
  return { bounds: bounds && { min: scaled(bounds.min), max: scaled(bounds.max) }, unit: shown.unit };
}

function viewed(
  name: string,
  url: string | undefined,
  preview: PreviewInfo | undefined,
  measures: Pick<Measures, 'bounds' | 'unit'> | undefined,
): ViewedModel | undefined {
  if (url === undefined) return undefined;
  const { triangles, total_triangles: totalTriangles } = preview ?? {};
  return { url, name, triangles, totalTriangles, ...(measures && measured(measures)) };
}
