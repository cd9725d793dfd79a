import type { JSX } from 'preact';
import { Vector3 } from 'three';
import { fill } from '../strings/strings.ts';
import { dimensionsOf, formatDimensions } from './dimensions.ts';
import type { ViewerStrings } from './strings.ts';
import type { ViewedModel } from './viewed-model.ts';
import type { ViewedSide, Viewing } from './viewing.ts';

/** The words on a pane; the picture behind them is the stage's. */
export function PaneCard({ viewing, viewed }: { viewing: Viewing; viewed: ViewedSide }): JSX.Element {
  const { strings } = viewing;
  const { side, model, loaded, problem, edgesLeftOut } = viewed;
  const notes =
    loaded.value === undefined ? [] : [dimensionsNote(viewing, viewed), trianglesNote(model, strings)];
  if (edgesLeftOut.value && viewing.state.value.edges) notes.push(strings.edgesLeftOut);
  return (
    <section class="viewer-pane" data-side={side} aria-label={strings[side]}>
      <h3>
        {strings[side]} <bdi>{model.name}</bdi>
      </h3>
      {notes.map((note) => note && <p key={note}>{note}</p>)}
      {problem.value && viewing.phase.value === 'shown' && (
        <p class="viewer-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

/** A model of unknown unit is compared with the other: both in one unit. */
function dimensionsNote({ sides, strings }: Viewing, { model, loaded }: ViewedSide): string {
  const size = loaded.value!.box.getSize(new Vector3());
  const unit = model.unit ?? sides.find((other) => other.model.unit !== undefined)?.model.unit;
  const dimensions = dimensionsOf([size.x, size.z, size.y], unit, model.bounds);
  return fill(strings.dimensions, { dimensions: formatDimensions(dimensions, strings.locale) });
}

function trianglesNote(
  { triangles, totalTriangles }: ViewedModel,
  strings: ViewerStrings,
): string | undefined {
  if (triangles === undefined) return undefined;
  const format = new Intl.NumberFormat(strings.locale);
  const shown = format.format(triangles);
  if (totalTriangles === undefined || totalTriangles <= triangles)
    return fill(strings.triangles, { count: shown });
  return fill(strings.reduced, { shown, total: format.format(totalTriangles) });
}
