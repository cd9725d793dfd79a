/**
 * A bar that says how far something is.
 * @param percent undefined where nobody knows: the bar moves, and claims nothing
 */
export function ProgressBar({
  label,
  percent,
  text,
}: {
  label: string;
  percent: number | undefined;
  text: string;
}) {
  const known = percent !== undefined;
  return (
    <div
      class={known ? 'bar' : 'bar bar--unknown'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? Math.round(percent) : undefined}
      aria-valuetext={text}
    >
      <div class="bar__fill" style={known ? { transform: `scaleX(${percent / 100})` } : {}} />
    </div>
  );
}
