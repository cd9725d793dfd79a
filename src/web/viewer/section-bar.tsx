import type { JSX } from 'preact';
import { AXES, type Axis } from './view-state.ts';
import type { Viewing } from './viewing.ts';

const STEPS = 200;

/** Where the models are cut; shown while they are. */
export function SectionBar({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings } = viewing;
  const { sectionAxis, sectionAt, sectionFlipped } = viewing.state.value;
  const labels: Record<Axis, string> = { x: strings.width, y: strings.height, z: strings.depth };
  return (
    <fieldset class="viewer-section" aria-label={strings.section}>
      <label>
        <span>{strings.sectionAlong}</span>
        <select
          value={sectionAxis}
          onChange={(event) => viewing.change({ sectionAxis: event.currentTarget.value as Axis })}
        >
          {AXES.map((axis) => (
            <option key={axis} value={axis}>
              {labels[axis]}
            </option>
          ))}
        </select>
      </label>
      <label class="viewer-slider">
        <span>{strings.sectionPosition}</span>
        <input
          type="range"
          min={0}
          max={STEPS}
          value={Math.round(sectionAt * STEPS)}
          aria-valuetext={`${Math.round(sectionAt * 100)} %`}
          onInput={(event) => viewing.change({ sectionAt: event.currentTarget.valueAsNumber / STEPS })}
        />
      </label>
      <button
        type="button"
        aria-pressed={sectionFlipped}
        onClick={() => viewing.change({ sectionFlipped: !sectionFlipped })}
      >
        {strings.sectionFlip}
      </button>
    </fieldset>
  );
}
