import type { ViewName } from './camera-pose.ts';
import type { KeyAction } from './keys.ts';
import type { Pane } from './pane.ts';

export type CameraAction = Extract<KeyAction, { kind: 'orbit' | 'pan' | 'zoom' }>;

/** Moves the camera of the pane that the person last used; the others follow while they are linked. */
export interface Cameras {
  fit(view?: ViewName): void;
  move(action: CameraAction): void;
  /** The others take the pose of this one. */
  follow(leader: Pane): void;
}

export function createCameras(panes: readonly Pane[], leading: () => Pane, linked: () => boolean): Cameras {
  function follow(leader: Pane): void {
    if (!linked()) return;
    for (const pane of panes) if (pane !== leader) pane.setPose(leader.pose);
  }
  return {
    follow,
    fit: (view) => leading().fit(view),
    move(action) {
      const pane = leading();
      if (action.kind === 'zoom') pane.zoom(action.factor);
      else pane[action.kind](action.right, action.up);
    },
  };
}
