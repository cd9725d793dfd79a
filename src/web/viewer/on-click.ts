/** Pixels that a hand moves while it clicks. */
const SHAKE = 4;

/** A click that is no drag, in CSS pixels from the left top of the element. */
export function onClick(
  element: HTMLElement,
  signal: AbortSignal,
  handle: (x: number, y: number) => void,
): void {
  let down = { x: 0, y: 0 };
  element.addEventListener(
    'pointerdown',
    ({ clientX, clientY }) => {
      down = { x: clientX, y: clientY };
    },
    { signal },
  );
  element.addEventListener(
    'click',
    ({ clientX, clientY }) => {
      if (Math.hypot(clientX - down.x, clientY - down.y) > SHAKE) return;
      const { left, top } = element.getBoundingClientRect();
      handle(clientX - left, clientY - top);
    },
    { signal },
  );
}
