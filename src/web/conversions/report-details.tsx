import type { Measures, Report } from '../api/resource.ts';
import { ChevronIcon } from '../parts/icons.tsx';
import { format, plural, strings } from '../strings/language.ts';
import { fill, type Strings } from '../strings/strings.ts';
import { dimensions, measure } from './facts.ts';

/** What was measured on the result, beside the original where it differs, and what was assumed or lost. */
export function ReportDetails({ name, report }: { name: string; report: Report }) {
  const said = strings.value;
  return (
    <details class="report">
      <summary>
        <ChevronIcon />
        {said.row.details}
        <span class="unseen">{fill(said.row.detailsOf, { name })}</span>
        {report.warnings.length + report.lost.length > 0 && (
          <span class="count">{plural(said.row.notes, report.warnings.length + report.lost.length)}</span>
        )}
      </summary>
      <dl class="report__figures">
        {figuresOf(report, said).map(([label, value, before]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {value}
              {before !== undefined && inAnyOrder(before) !== inAnyOrder(value) && (
                <span class="muted">{fill(said.report.before, { value: before })}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {report.warnings.length > 0 && (
        <div class="report__notes">
          <h4>{said.report.warnings}</h4>
          <ul lang="en">
            {report.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
      {report.lost.length > 0 && (
        <div class="report__notes">
          <h4>{said.report.lost}</h4>
          <ul lang="en">
            {report.lost.map(({ what, count, why }) => (
              <li key={what + why}>
                <b>{fill(said.report.lostItem, { what, count: format.value.number(count) })}</b> {why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}

/** Sides that only follow each other in another order are no change: another axis is up. */
const inAnyOrder = (figures: string): string => figures.split(' ').sort().join(' ');

type Figure = [label: string, value: string, before: string | undefined];

function figuresOf(report: Report, { report: said }: Strings): Figure[] {
  const figure = (label: string, of: (measures: Measures) => string | undefined): Figure[] => {
    const value = of(report);
    return value === undefined ? [] : [[label, value, of(report.source)]];
  };
  const counted = (count: number | undefined) =>
    count === undefined ? undefined : format.value.number(count);
  return [
    ...figure(said.size, dimensions),
    ...figure(said.triangles, ({ triangles }) => counted(triangles)),
    ...figure(said.faces, ({ faces }) => counted(faces)),
    ...figure(said.parts, ({ parts }) => counted(parts)),
    ...figure(said.bodies, ({ bodies }) => counted(bodies)),
    ...figure(said.volume, (all) => measure(all, all.volume, 3)),
    ...figure(said.area, (all) => measure(all, all.area, 2)),
    ...figure(said.colours, ({ colours }) => counted(colours)),
  ];
}
