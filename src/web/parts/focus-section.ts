/** Where to go on by keyboard after the focused element has left the page. */
export function focusSection(id: 'conversions' | 'drafts' | 'add'): void {
  document.getElementById(id)?.focus({ preventScroll: true });
}
