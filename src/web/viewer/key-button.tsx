import type { JSX } from 'preact';
import { KEY_OF } from './keys.ts';

interface KeyButtonProps {
  name: keyof typeof KEY_OF;
  label: string;
  /** Of a button that switches something on and off. */
  pressed?: boolean;
  onClick(): void;
}

/** A button whose command has a key too, which it tells. */
export function KeyButton({ name, label, pressed, onClick }: KeyButtonProps): JSX.Element {
  const key = KEY_OF[name];
  return (
    <button
      type="button"
      title={`${label} (${key})`}
      aria-keyshortcuts={key}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {label}
    </button>
  );
}
