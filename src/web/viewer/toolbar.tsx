import type { JSX } from 'preact';
import type { ViewName } from './camera-pose.ts';
import { KeyButton } from './key-button.tsx';
import { BACKGROUNDS, type Background, TOGGLES } from './view-state.ts';
import type { Viewing } from './viewing.ts';

/** Fit, views, what is drawn, and the background. */
export function Toolbar({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, state, sides, camera } = viewing;
  const toggles = TOGGLES.filter((name) => sides.length > 1 || name !== 'linked');
  const views: [ViewName, string][] = [
    ['home', strings.viewHome],
    ['front', strings.viewFront],
    ['right', strings.viewRight],
    ['top', strings.viewTop],
  ];
  return (
    <div class="viewer-toolbar">
      <fieldset class="viewer-buttons" aria-label={strings.view}>
        <KeyButton name="fit" label={strings.fit} onClick={() => camera.value?.fit()} />
        {views.map(([name, label]) => (
          <KeyButton key={name} name={name} label={label} onClick={() => camera.value?.fit(name)} />
        ))}
      </fieldset>
      <fieldset class="viewer-buttons" aria-label={strings.tools}>
        {toggles.map((name) => (
          <KeyButton
            key={name}
            name={name}
            label={strings[name]}
            pressed={state.value[name]}
            onClick={() => viewing.change({ [name]: !state.value[name] })}
          />
        ))}
      </fieldset>
      <BackgroundChoice viewing={viewing} />
    </div>
  );
}

function BackgroundChoice({ viewing }: { viewing: Viewing }): JSX.Element {
  const { strings, state } = viewing;
  const labels: Record<Background, string> = {
    page: strings.backgroundPage,
    light: strings.backgroundLight,
    dark: strings.backgroundDark,
    transparent: strings.backgroundTransparent,
  };
  return (
    <label>
      <span>{strings.background}</span>
      <select
        value={state.value.background}
        onChange={(event) => viewing.change({ background: event.currentTarget.value as Background })}
      >
        {BACKGROUNDS.map((name) => (
          <option key={name} value={name}>
            {labels[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
