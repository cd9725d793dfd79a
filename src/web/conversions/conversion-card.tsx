import { formatName } from '../drafts/format-name.ts';
import { ArrowIcon } from '../parts/icons.tsx';
import { strings } from '../strings/language.ts';
import { fill } from '../strings/strings.ts';
import { CardActions } from './card-actions.tsx';
import { CardStatus } from './card-status.tsx';
import { ReportDetails } from './report-details.tsx';
import { phaseOf } from './row.ts';
import type { RowHandle } from './session.ts';
import { Thumbnail } from './thumbnail.tsx';

/** One conversion: what it is, how far it is, and what can be done with it. */
export function ConversionCard({ row: handle }: { row: RowHandle }) {
  const row = handle.state.value;
  const said = strings.value.row;
  const [source, target] = [formatName(row.source), formatName(row.target)];
  return (
    <li class={`card card--${phaseOf(row)}`}>
      <Thumbnail row={row} />
      <div class="card__body">
        <h3 class="card__name" title={row.name}>
          {row.name}
        </h3>
        {row.target !== '' && (
          <p class="card__pair">
            <span class="unseen">{fill(said.becomes, { source, target })}</span>
            <span aria-hidden="true">{source}</span>
            <ArrowIcon />
            <span aria-hidden="true">{target}</span>
          </p>
        )}
        <CardStatus row={row} />
      </div>
      <CardActions handle={handle} row={row} />
      {row.conversion?.report !== undefined && !row.gone && (
        <ReportDetails name={row.name} report={row.conversion.report} />
      )}
    </li>
  );
}
